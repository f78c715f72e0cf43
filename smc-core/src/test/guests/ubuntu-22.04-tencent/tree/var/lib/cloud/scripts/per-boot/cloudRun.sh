#!/bin/bash
[ -f /usr/local/qcloud/action/login_banner.sh ] && /usr/local/qcloud/action/login_banner.sh
