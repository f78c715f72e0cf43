#!/bin/bash
. /etc/sysconfig/network-scripts/ec2net-functions
