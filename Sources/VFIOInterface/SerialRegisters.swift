// What linux/serial_reg.h names in a serial port, such as those of the kernel's sample of mediated devices.

extension FlagSet {
  /// Registers by their offsets. Some offsets have two names: reads reach another register there than writes.
  static let serialRegisters = FlagSet(
    prefix: "", isEnumeration: true,
    [
      "UART_RX": 0, "UART_TX": 0, "UART_IER": 1, "UART_IIR": 2, "UART_FCR": 2, "UART_LCR": 3, "UART_MCR": 4,
      "UART_LSR": 5, "UART_MSR": 6, "UART_SCR": 7,
    ])

  /// Bits of these registers.
  static let serialBits = FlagSet(
    prefix: "",
    ["UART_IER_RDI": 0x01, "UART_IER_THRI": 0x02, "UART_LSR_DR": 0x01, "UART_LSR_THRE": 0x20, "UART_LSR_TEMT": 0x40])

  /// Every set of this header, for checking names against it.
  package static let serialPort: [FlagSet] = [serialRegisters, serialBits]
}
