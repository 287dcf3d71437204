// swift-tools-version: 6.2
import PackageDescription

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let xmlCoder = Target.Dependency.product(name: "XMLCoder", package: "XMLCoder")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "vfio-conform",
  products: [
    .executable(name: "vfio-conform", targets: ["vfio-conform"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/CoreOffice/XMLCoder", from: "0.18.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [
    // Files that people write, bounded.
    .target(name: "Documents", dependencies: [yams]),

    // The UAPI as a table, and the seam where calls leave the harness.
    .target(name: "VFIOInterface"),
    .target(name: "SystemCalls", dependencies: ["VFIOInterface"]),

    // The two things behind the seam: a simulated kernel, and real ones.
    .target(name: "Simulator", dependencies: ["SystemCalls", "MachineModel", collections]),
    .target(name: "MachineModel", dependencies: ["Documents", "VFIOInterface", yams]),
    .target(name: "Machines", dependencies: ["SystemCalls", "MachineModel"]),

    // From a suite to a verdict.
    .target(name: "SuiteModel", dependencies: ["Documents", "VFIOInterface", collections, yams]),
    .target(
      name: "Runner", dependencies: ["SuiteModel", "SystemCalls", collections],
      resources: ["checks", "values", "calls", "processes", "machine"].map {
        .embedInCode("Reproduction/Library/\($0).c")
      }),
    .target(name: "Reports", dependencies: ["Runner", system, xmlCoder]),
    .systemLibrary(name: "CPCI", pkgConfig: "libpci", providers: [.apt(["libpci-dev"])]),
    .executableTarget(
      name: "vfio-conform",
      dependencies: [
        "CPCI", "MachineModel", "Machines", "Reports", "Runner", "Simulator", "SuiteModel", argumentParser,
        system,
      ]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "MachineModel", "Machines", "Reports", "Runner", "Simulator", "SuiteModel", argumentParser,
      ], path: "Tests/Fuzz"),
    .testTarget(name: "FuzzTests", dependencies: ["fuzz"]),
    .testTarget(name: "VFIOInterfaceTests", dependencies: ["VFIOInterface", subprocess]),
    .testTarget(name: "SystemCallsTests", dependencies: ["SystemCalls"]),
    .testTarget(name: "SimulatorTests", dependencies: ["Simulator", "MachineModel"], exclude: ["Golden"]),
    .testTarget(name: "MachinesTests", dependencies: ["Machines", "MachineModel", "TestSupport"]),
    .testTarget(name: "SuiteModelTests", dependencies: ["SuiteModel", yams]),
    .testTarget(name: "RunnerTests", dependencies: ["MachineModel", "Runner", "Simulator", "SuiteModel"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "TestSupport"], exclude: ["Fixtures", "Snapshots"]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TestSupport", "vfio-conform"], exclude: ["KillSwitch", "Snapshots"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)

// The Makefile asks for this: no warning of the package's own code passes. A build by hand shows them and goes on.
if Context.environment["VFIO_CONFORM_STRICT"] != nil {
  for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
  }
}
