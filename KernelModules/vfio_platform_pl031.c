// SPDX-License-Identifier: GPL-2.0
/*
 * A reset function for Arm's PL031, a real-time clock, so that vfio-platform's way through one can be tested. Linux has
 * reset functions only for devices that QEMU does not have.
 */
#include <linux/io.h>
#include <linux/module.h>

#include "../vfio_platform_private.h"

#define PL031_IMSC 0x10 /* which interrupts are let through */
#define PL031_ICR 0x1c /* clears an interrupt */

static int vfio_platform_pl031_reset(struct vfio_platform_device *vdev)
{
	struct vfio_platform_region *registers = &vdev->regions[0];

	if (!registers->ioaddr) {
		registers->ioaddr = ioremap(registers->addr, registers->size);
		if (!registers->ioaddr)
			return -ENOMEM;
	}
	writel(0, registers->ioaddr + PL031_IMSC);
	writel(1, registers->ioaddr + PL031_ICR);
	return 0;
}

module_vfio_reset_handler("arm,pl031", vfio_platform_pl031_reset);

MODULE_LICENSE("GPL v2");
MODULE_DESCRIPTION("Reset function of the PL031 for vfio-platform");
