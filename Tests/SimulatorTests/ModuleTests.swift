import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

@Suite struct ModuleTests {
  @Test(arguments: [(KernelProfile.linux6_1, true), (.linux6_12, false), (.linux7_2, false)])
  func loadsWhatAMachineAsksFor(profile: KernelProfile, hasVirqfd: Bool) throws {
    let names = try TestMachine("x86-intel", profile).moduleNames()
    #expect(names.isSuperset(of: ["vfio", "vfio_iommu_type1", "vfio_pci", "vfio_pci_core", "irqbypass", "uio"]))
    #expect(names.contains("vfio_virqfd") == hasVirqfd)
  }

  @Test func modulesInUseStay() throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    for name in ["vfio", "vfio_pci", "vfio_iommu_type1"] {
      #expect(try machine.call(.removeModule(name: name)).error == .EAGAIN)
    }
    try machine.value(.close(opened.device))
    #expect(try machine.ioctl(opened.group, .groupUnsetContainer).error == nil)
    try machine.value(.removeModule(name: "vfio_iommu_type1"))
    #expect(try machine.ioctl(opened.container, .checkExtension, 3).value == 0)
    #expect(try machine.attach(opened.group, to: opened.container).error == nil)
    #expect(try machine.ioctl(opened.container, .setIOMMU, 3).error == .ENODEV)
    #expect(try machine.call(.loadModule(name: "vfio_iommu_type1", parameters: "dma_entry_limit=x")).error == .EINVAL)
    try machine.value(.loadModule(name: "vfio_iommu_type1", parameters: "dma_entry_limit=7"))
    #expect(try machine.text("/sys/module/vfio_iommu_type1/parameters/dma_entry_limit") == "7\n")
    #expect(try machine.ioctl(opened.container, .setIOMMU, 3).error == nil)
  }

  @Test func removingADriverFreesItsDevices() throws {
    let machine = try TestMachine()
    _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
    try machine.value(.removeModule(name: "vfio_pci"))
    #expect(try machine.call(.readLink(path: "/sys/bus/pci/devices/\(TestMachine.edu0)/driver")).error == .ENOENT)
    #expect(try machine.call(.status(path: try machine.groupPath())).error == .ENOENT)
    #expect(try machine.call(.list(path: "/sys/bus/pci/drivers/vfio-pci")).error == .ENOENT)
  }

  @Test func idsBindDevicesAndMistakesAreLogged() throws {
    let machine = try TestMachine()
    try machine.value(.removeModule(name: "vfio_pci"))
    _ = try machine.system.kernelLog()
    try machine.value(.loadModule(name: "vfio_pci", parameters: "ids=1234:11e8,zzz"))
    let log = try machine.system.kernelLog().map(\.text)
    #expect(log.contains("vfio_pci: invalid id string \"zzz\""))
    #expect(try machine.call(.readLink(path: "/sys/bus/pci/devices/\(TestMachine.edu1)/driver")).error == nil)
    #expect(try machine.call(.loadModule(name: "vfio_pci", parameters: "")).error == .EEXIST)
    #expect(try machine.call(.loadModule(name: "nothing", parameters: "")).error == .ENOENT)
  }

  @Test func newIDsAreAddedOnce() throws {
    let machine = try TestMachine()
    let path = "/sys/bus/pci/drivers/vfio-pci/"
    func write(_ file: String, _ text: String) throws -> Errno? {
      try machine.call(.writeFile(path: path + file, bytes: Array(text.utf8))).error
    }
    #expect(try write("new_id", "1234") == .EINVAL)
    #expect(try write("new_id", "1234 zz") == .EINVAL)
    #expect(try write("new_id", "1234 11e8") == nil)
    #expect(try write("new_id", "1234 11e8") == .EEXIST)
    #expect(try machine.call(.status(path: try machine.groupPath())).error == nil)
    #expect(try write("remove_id", "1234 11e8") == nil)
    #expect(try write("remove_id", "1234 11e8") == .ENODEV)
  }
}

extension TestMachine {
  func moduleNames() throws -> Set<String> {
    Set(try text("/proc/modules").split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
  }
}
