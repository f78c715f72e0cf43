/** QEMU's qcow2, versions 2 and 3, from its specification (docs/interop/qcow2 of QEMU). */
@NullMarked
package dev.smc.core.internal.image.qcow2;

import org.jspecify.annotations.NullMarked;
