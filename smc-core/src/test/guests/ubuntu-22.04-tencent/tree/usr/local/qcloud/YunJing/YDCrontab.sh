placeholder of YDCrontab.sh
