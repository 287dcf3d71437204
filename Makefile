# make run           sets up, builds, and runs every suite on the simulator; leaves reports/latest/junit.xml
# make test          sets up, checks the style, builds without a warning, runs all tests, and breaks every rule (mutants)
# make test-resume   kills runs a hundred times, has them go on and merges them: nothing is lost, nothing is there twice
# make test-kernels  runs the suites on Debian's kernels in QEMU; with KERNELS=--all on every one for POWER, arm64, s390x
# make fuzz-executor feeds ten million hostile frames to the executor, which takes minutes; make test feeds fewer
# make fuzz          feeds made and damaged input to all that reads input; COUNT=n or SECONDS=n for each target, SEED=n
# make reproducers   compiles the C program of each case, and holds their verdicts in a guest against the cases'
# make benchmark     shows the time and the memory that a run takes for each of 1,000, 10,000 and 100,000 generated cases
# make versions      runs the suites on the simulator as every release from 6.1 to 7.3
# make mutants       breaks every rule of the simulator in turn, and fails unless each is noticed, and each case notices one
# make mdev-kernels  builds the kernel's sample parents of mediated devices for these kernels
# make platform-kernels  builds vfio-platform and vfio-amba for the kernels of arm64
# make test-reports  has the programs that read reports read them: the kernel's KTAP parser, kcidb-io, junitparser, …
# make test-pages    has Debian's chromium show the pages, and looks at them there; pictures are left in reports/pages
# make power         sets up what guests with a kernel for POWER need
# make arm64         sets up what guests with a kernel for arm64 need
# make s390x         sets up what guests with a kernel for s390x need
# make ccw-kernels   builds the mdev core and vfio_ccw for the kernels of s390x
# make install       puts program, executor, suites, completion and man page below PREFIX (/usr/local); DESTDIR is heeded
# make clean         removes what was built, but not the kernels that were fetched

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: build run test versions test-resume test-kernels test-reports test-pages reproducers benchmark install fuzz fuzz-executor mutants mdev-kernels platform-kernels ccw-kernels power arm64 s390x lint executor set-up clean

# Warnings in this package's own code are errors; see Package.swift.
export VFIO_CONFORM_STRICT := 1

PROGRAM := .build/release/vfio-conform
# With Swift's libraries in it the program is faster, and runs where no toolchain is.
BUILD := swift build --configuration release --static-swift-stdlib

# What the default machine lacks is run on machines that have it.
run: build
	$(PROGRAM) run
	$(PROGRAM) run noiommu --machine x86-noiommu --output reports/noiommu
	$(PROGRAM) run noiommu.off --machine x86-bypass --output reports/bypass
	$(PROGRAM) run device.vga --machine x86-native --output reports/native
	$(PROGRAM) run group.sriov device.virtual-function --machine x86-sriov --output reports/sriov
	$(PROGRAM) run mdev --machine x86-mdev --output reports/mdev
	$(PROGRAM) run spapr eeh --machine power9 --output reports/power9
	$(PROGRAM) run spapr eeh --machine pseries --output reports/pseries
	$(PROGRAM) run eeh --machine power9-eeh --output reports/power9-eeh
	$(PROGRAM) run type1 device irq group --machine arm64 --output reports/arm64
	$(PROGRAM) run platform --machine arm64-platform --output reports/arm64-platform
	$(PROGRAM) run ccw mdev.parent --machine s390-ccw --output reports/s390-ccw

build: set-up executor
	$(BUILD) --product vfio-conform

test: set-up executor lint
	swift build --build-tests
	scripts/run-tests --skip-build --skip GuestSystemTests
	scripts/test-versions .build/debug/vfio-conform
	.build/debug/vfio-conform mutants
	scripts/build-executor --sanitized
	VFIO_CONFORM_SANITIZED=1 scripts/run-tests --skip-build --filter 'LocalSystemTests|ExecutorProtocolTests'
	scripts/fuzz-executor 200000
	@echo "left out: GuestSystemTests, which boot a kernel; 'make test-kernels' runs them"

fuzz-executor: set-up
	scripts/fuzz-executor 10000000

power: set-up
	scripts/set-up power
	scripts/build-executor ppc64le

arm64: set-up
	scripts/set-up arm64
	scripts/build-executor aarch64

s390x: set-up
	scripts/set-up s390x
	scripts/build-executor s390x

lint: set-up
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	shellcheck .ci/run $(filter-out %.py %.js,$(wildcard scripts/*))

test-resume: build
	scripts/test-resume

test-kernels: build power arm64 s390x
	scripts/set-up kernels
	scripts/test-kernels $(KERNELS)

reproducers: build
	scripts/set-up kernels
	scripts/fetch-kernels 6.12
	scripts/test-reproducers 6.12

test-reports: build
	scripts/set-up reports
	scripts/test-reports

test-pages: build
	scripts/test-pages

benchmark: build
	cd Benchmarks && swift package benchmark

versions: build
	scripts/test-versions

mutants: build
	$(PROGRAM) mutants

# A budget of one target: the slow ones get the fewer inputs. What fails is kept in fuzz-failures.
COUNT := 100000
SEED := 1
fuzz: set-up
	$(BUILD) --product fuzz
	nice .build/release/fuzz --seed $(SEED) $(if $(SECONDS),--seconds $(SECONDS),--count $(COUNT))

mdev-kernels:
	scripts/set-up kernels
	scripts/fetch-kernels
	scripts/build-mdev-modules

platform-kernels: arm64
	scripts/set-up kernels
	scripts/fetch-kernels 6.1-arm64 6.12-arm64 7.2-arm64
	scripts/build-platform-modules

ccw-kernels: s390x
	scripts/set-up kernels
	scripts/fetch-kernels 6.12-s390x 7.2-s390x
	scripts/build-ccw-modules

executor: set-up
	scripts/build-executor

set-up:
	scripts/set-up build

PREFIX := /usr/local
# What was built before is installed as it is: root need not be able to build.
install:
	@test -x $(PROGRAM) || { echo "make build comes first" >&2; exit 2; }
	scripts/install $(PREFIX)

clean:
	rm -rf .build
