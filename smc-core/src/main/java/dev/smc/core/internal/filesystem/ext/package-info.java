/** ext2, ext3 and ext4. */
@NullMarked
package dev.smc.core.internal.filesystem.ext;

import org.jspecify.annotations.NullMarked;
