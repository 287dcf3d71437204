// swift-tools-version: 6.1
import PackageDescription

// A package of its own: whoever builds the program needs none of this.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [
    // Without its traits: those need libraries beside Swift packages, for measurements that are not made here.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])
  ],
  targets: [
    .executableTarget(
      name: "Scale", dependencies: [.product(name: "Benchmark", package: "benchmark")], path: "Scale",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
