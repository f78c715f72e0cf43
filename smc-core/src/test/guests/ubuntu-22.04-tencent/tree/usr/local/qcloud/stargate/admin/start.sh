placeholder of start.sh
