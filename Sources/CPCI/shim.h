#include <pci/pci.h>
#include <stdlib.h>

/* libpci's names for PCI functions. Swift takes no functions with a variable number of arguments, so these stand for
   the few uses of such. */

static inline void cpci_say_nothing(char *message, ...) { (void)message; }

static inline void cpci_give_up(char *message, ...)
{
  (void)message;
  abort();
}

/* Looking up names needs no access to the bus, so pci_init, which ends the process where it finds none, is not called. */
static inline struct pci_access *cpci_open(void)
{
  struct pci_access *access = pci_alloc();

  if (access) {
    access->error = cpci_give_up;
    access->warning = cpci_say_nothing;
    access->debug = cpci_say_nothing;
  }
  return access;
}

static inline const char *cpci_device_name(struct pci_access *access, char *buffer, int size, int vendor, int device)
{
  return pci_lookup_name(access, buffer, size, PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE, vendor, device);
}

static inline const char *cpci_class_name(struct pci_access *access, char *buffer, int size, int device_class)
{
  return pci_lookup_name(access, buffer, size, PCI_LOOKUP_CLASS, device_class);
}
