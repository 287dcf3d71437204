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
    [
      "UART_IER_RDI": 0x01, "UART_IER_THRI": 0x02, "UART_IER_RLSI": 0x04, "UART_IER_MSI": 0x08,
      "UART_IIR_NO_INT": 0x01, "UART_IIR_THRI": 0x02, "UART_IIR_RDI": 0x04, "UART_IIR_RLSI": 0x06,
      "UART_FCR_ENABLE_FIFO": 0x01, "UART_FCR_CLEAR_RCVR": 0x02, "UART_FCR_CLEAR_XMIT": 0x04,
      "UART_FCR_TRIGGER_MASK": 0xc0, "UART_LCR_WLEN8": 0x03, "UART_LCR_PARITY": 0x08, "UART_LCR_EPAR": 0x10,
      "UART_LCR_DLAB": 0x80, "UART_MCR_DTR": 0x01, "UART_MCR_RTS": 0x02, "UART_MCR_OUT1": 0x04,
      "UART_MCR_OUT2": 0x08, "UART_MCR_LOOP": 0x10, "UART_MCR_AFE": 0x20, "UART_LSR_DR": 0x01, "UART_LSR_OE": 0x02,
      "UART_LSR_THRE": 0x20, "UART_LSR_TEMT": 0x40, "UART_MSR_DCTS": 0x01, "UART_MSR_DDSR": 0x02,
      "UART_MSR_CTS": 0x10, "UART_MSR_DSR": 0x20, "UART_MSR_DCD": 0x80,
    ])

  /// Every set of this header, for checking names against it.
  package static let serialPort: [FlagSet] = [serialRegisters, serialBits]
}
