placeholder of udev_run.sh
