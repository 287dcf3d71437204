// swift-tools-version: 6.2
import PackageDescription

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "vfio-conform",
  products: [
    .executable(name: "vfio-conform", targets: ["vfio-conform"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
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
    .target(name: "Simulator", dependencies: ["MachineModel", "SystemCalls", "VFIOInterface"]),
    .target(name: "MachineModel", dependencies: ["Documents", "VFIOInterface", yams]),
    .target(name: "Machines", dependencies: ["MachineModel", "SystemCalls", "VFIOInterface"]),

    // From a suite to a verdict.
    .target(name: "SuiteModel", dependencies: ["Documents", "MachineModel", "VFIOInterface", yams]),
    .target(
      name: "Runner",
      dependencies: ["Documents", "Journal", "MachineModel", "SuiteModel", "SystemCalls", "VFIOInterface"],
      resources: ["checks", "values", "calls", "processes", "machine"].map {
        .embedInCode("Reproduction/Library/\($0).c")
      }),

    // From a verdict to a reader.
    .target(name: "Journal", dependencies: [system]),
    .target(name: "Reports", dependencies: ["Journal", system]),
    .target(name: "Matrix", dependencies: ["Journal", "Reports", "SuiteModel", "VFIOInterface"]),

    .systemLibrary(name: "CPCI", pkgConfig: "libpci", providers: [.apt(["libpci-dev"])]),
    .executableTarget(
      name: "vfio-conform",
      dependencies: [
        "CPCI", "Documents", "Journal", "MachineModel", "Machines", "Matrix", "Reports", "Runner", "Simulator",
        "SuiteModel",
        "SystemCalls", "VFIOInterface", argumentParser, system,
      ]),

    .target(name: "TestSupport", dependencies: ["Journal"], path: "Tests/TestSupport"),
    .target(name: "SeededNumbers", path: "Tests/SeededNumbers"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Documents", "Journal", "MachineModel", "Machines", "Reports", "Runner", "SeededNumbers", "Simulator",
        "SuiteModel",
        "SystemCalls", "VFIOInterface", argumentParser,
      ], path: "Tests/Fuzz"),
    .testTarget(name: "FuzzTests", dependencies: ["fuzz"]),
    .testTarget(name: "PackageTests", dependencies: [subprocess]),
    .testTarget(name: "VFIOInterfaceTests", dependencies: ["VFIOInterface", subprocess]),
    .testTarget(name: "SystemCallsTests", dependencies: ["SystemCalls", "VFIOInterface"]),
    .testTarget(
      name: "SimulatorTests", dependencies: ["MachineModel", "Simulator", "SystemCalls", "VFIOInterface"],
      exclude: ["Golden"]),
    .testTarget(
      name: "MachinesTests",
      dependencies: ["Documents", "MachineModel", "Machines", "SystemCalls", "TestSupport", "VFIOInterface"]),
    .testTarget(
      name: "SuiteModelTests", dependencies: ["Documents", "SeededNumbers", "SuiteModel", "VFIOInterface", yams]),
    .testTarget(
      name: "RunnerTests",
      dependencies: [
        "Documents", "Journal", "MachineModel", "Runner", "Simulator", "SuiteModel", "SystemCalls", "VFIOInterface",
      ]),
    .testTarget(name: "JournalTests", dependencies: ["Journal", "TestSupport"], exclude: ["Snapshots"]),
    .testTarget(
      name: "ReportsTests", dependencies: ["Journal", "Reports", "TestSupport", system],
      exclude: ["Fixtures", "Snapshots"]),
    .testTarget(
      name: "MatrixTests", dependencies: ["Journal", "Matrix", "Reports", "SuiteModel", "TestSupport"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TestSupport", "vfio-conform"],
      exclude: ["KillSwitch", "Snapshots"]),
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
