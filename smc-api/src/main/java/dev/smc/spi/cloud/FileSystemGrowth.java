package dev.smc.spi.cloud;

/**
 * A file system to make as large as its partition.
 *
 * @param partition the number of the partition in its table, from 1
 * @param content what it is, such as {@code ext4}
 * @param startBytes where the partition starts on the disk
 * @param sizeBytes the size of the partition
 */
public record FileSystemGrowth(int partition, String content, long startBytes, long sizeBytes) {}
