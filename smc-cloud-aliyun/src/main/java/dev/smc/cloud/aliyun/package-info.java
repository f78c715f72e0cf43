/** Alibaba Cloud ECS as a {@link dev.smc.spi.cloud.CloudProvider}. Nothing is here yet: today the library knows the local cloud. */
@NullMarked
package dev.smc.cloud.aliyun;

import org.jspecify.annotations.NullMarked;
