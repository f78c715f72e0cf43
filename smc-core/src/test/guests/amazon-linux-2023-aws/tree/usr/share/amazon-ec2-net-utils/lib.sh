# functions of amazon-ec2-net-utils
