/** Opens disk images of every format as block sources; one package below for each format. */
@NullMarked
package dev.smc.core.internal.image;

import org.jspecify.annotations.NullMarked;
