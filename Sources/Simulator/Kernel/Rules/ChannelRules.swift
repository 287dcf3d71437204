/// What vfio-ccw does.
extension Rule {
  static let channelRules = [
    ccwUnboundIsNoParent, ccwSkipsInputOnly, ccwNeedsReading, ccwHeedsOverride, ccwMatchesEach, ccwType, ccwOneDevice,
    ccwInfoSize, ccwInfo, ccwFourRegions,
    ccwIndices,
    ccwRegionSizes, ccwRegionTypes, ccwInterruptInfo, ccwUnknownRequest, ccwLoopback, ccwHeedsBoolean,
    ccwEmptyTriggers, ccwTriggersOnly, ccwInterruptRange, ccwWrongEvents, ccwRemovesEvents, ccwReplacesEvents,
    ccwNoMapping, ccwMovesIn, ccwMovesOut, ccwTransfers, ccwListEnds, ccwCommandParts, ccwUnmapEnds, ccwNoReport,
    ccwOwnMemory, ccwInterrupts, ccwTellsAddress, ccwPinsForWriting, ccwCrossesPages, ccwIndirect, ccwFormat0,
    ccwLongestChain, ccwSkips, ccwNoOperationIsFree, ccwTellsStatus, ccwPrefetches, ccwPaths, ccwParts,
    ccwProgramMapped, ccwReadsAhead, ccwDataMapped, ccwListMapped, ccwListLeads, ccwTransferMapped, ccwChainLength,
    ccwChainCount, ccwTransport, ccwOtherFunctions, ccwNoFunction, ccwErrorCodes, ccwNeedsWriting, ccwBusy,
    ccwClears, ccwHalts, ccwTellsFunctions, ccwCommands, ccwReset, ccwDisabledForgets, ccwUnmapElsewhere, ccwUnpins,
    ccwInformation, ccwPartOfInformation, ccwReadOnlyRegions, ccwRegionEnd, ccwRegionIndex, ccwPositionStays,
    ccwRequestStays, ccwCloseEnds, ccwRequests, ccwUnpluggedFails,
  ]
  static let ccwHeedsOverride = Rule(
    .ccw, "heeds-override", "CCW-001", breaks: "driver_override of a subchannel is ignored")
  static let ccwUnboundIsNoParent = Rule(
    .ccw, "unbound", "CCW-002", breaks: "a subchannel that was unbound stays a parent")
  static let ccwSkipsInputOnly = Rule(
    .ccw, "skips-input", "CCW-028", breaks: "a command that gives the device data can skip it")
  static let ccwNeedsReading = Rule(
    .ccw, "needs-reading", "CCW-045", breaks: "a program in memory for writing alone starts")
  static let ccwMatchesEach = Rule(
    .ccw, "matches-each", "CCW-001", breaks: "vfio_ccw takes no subchannel without driver_override")
  static let ccwType = Rule(.ccw, "type", "CCW-002", breaks: "the type tells another API")
  static let ccwOneDevice = Rule(.ccw, "one-device", "CCW-003", breaks: "a subchannel makes two devices")
  static let ccwInfoSize = Rule(.ccw, "info-size", "CCW-004", breaks: "requests for information take any argsz")
  static let ccwInfo = Rule(.ccw, "info", "CCW-005", breaks: "RESET is not told")
  static let ccwFourRegions = Rule(.ccw, "four-regions", "CCW-071", breaks: "a device that is open has seven regions")
  static let ccwIndices = Rule(
    .ccw, "indices", "CCW-006", breaks: "regions and interrupts behind the last can be asked for")
  static let ccwRegionSizes = Rule(.ccw, "region-sizes", "CCW-007", breaks: "regions are told to be a page long")
  static let ccwRegionTypes = Rule(.ccw, "region-types", "CCW-008", breaks: "regions tell no type")
  static let ccwInterruptInfo = Rule(.ccw, "interrupt-info", "CCW-009", breaks: "interrupts are told to be MASKABLE")
  static let ccwUnknownRequest = Rule(
    .ccw, "unknown-request", "CCW-010", breaks: "a request of other devices returns 0")
  static let ccwLoopback = Rule(.ccw, "loopback", "CCW-012", breaks: "TRIGGER with DATA_NONE signals nothing")
  static let ccwHeedsBoolean = Rule(
    .ccw, "boolean", "CCW-012", breaks: "TRIGGER signals the eventfd also if the boolean is false")
  static let ccwEmptyTriggers = Rule(.ccw, "empty-trigger", "CCW-013", breaks: "a count of 0 takes the eventfd away")
  static let ccwTriggersOnly = Rule(.ccw, "triggers-only", "CCW-014", breaks: "MASK and UNMASK return 0")
  static let ccwInterruptRange = Rule(.ccw, "interrupt-range", "CCW-015", breaks: "SET_IRQS takes any index")
  static let ccwWrongEvents = Rule(
    .ccw, "wrong-event", "CCW-016", breaks: "a wrong descriptor takes the eventfd before it away")
  static let ccwRemovesEvents = Rule(.ccw, "removes-event", "CCW-017", breaks: "descriptor -1 leaves the eventfd")
  static let ccwReplacesEvents = Rule(
    .ccw, "replaces-event", "CCW-018", breaks: "the first eventfd stays whatever is set later")
  static let ccwNoMapping = Rule(.ccw, "no-mapping", "CCW-011", breaks: "regions can be mapped")
  static let ccwMovesIn = Rule(.ccw, "moves-in", "CCW-021", breaks: "what the device sends goes nowhere")
  static let ccwMovesOut = Rule(.ccw, "moves-out", "CCW-022", breaks: "the device gets zeros")
  static let ccwTransfers = Rule(.ccw, "transfers", "CCW-026", breaks: "a transfer ends the program")
  static let ccwListEnds = Rule(.ccw, "list-ends", "CCW-036", breaks: "an entry behind the end of the data counts")
  static let ccwCommandParts = Rule(.ccw, "command-parts", "CCW-055", breaks: "a part of a command is not kept")
  static let ccwUnmapEnds = Rule(
    .ccw, "unmap-ends", "CCW-058", breaks: "a program goes on in memory that was unmapped")
  static let ccwNoReport = Rule(
    .ccw, "no-report", "CCW-063", breaks: "the CRW region holds a report that nobody made")
  static let ccwOwnMemory = Rule(
    .ccw, "own-memory", "CCW-077", breaks: "any process can start a program in the memory of another")
  static let ccwInterrupts = Rule(.ccw, "interrupts", "CCW-020", breaks: "the end of a program signals nothing")
  static let ccwTellsAddress = Rule(.ccw, "tells-address", "CCW-020", breaks: "the IRB has no address")
  static let ccwPinsForWriting = Rule(
    .ccw, "pins-for-writing", "CCW-044", breaks: "memory for reading alone can be read into")
  static let ccwCrossesPages = Rule(
    .ccw, "crosses-pages", "CCW-023", breaks: "only the first page of the data is reached")
  static let ccwIndirect = Rule(.ccw, "indirect", "CCW-024", breaks: "a list of addresses is taken for the data")
  static let ccwFormat0 = Rule(
    .ccw, "format-0", "CCW-025", breaks: "words of format 0 are taken for those of format 1")
  static let ccwLongestChain = Rule(.ccw, "longest-chain", "CCW-027", breaks: "256 commands are too many")
  static let ccwSkips = Rule(.ccw, "skips", "CCW-028", breaks: "a command that skips its data needs its memory")
  static let ccwNoOperationIsFree = Rule(.ccw, "no-operation", "CCW-028", breaks: "a no-operation needs its memory")
  static let ccwTellsStatus = Rule(.ccw, "tells-status", "CCW-029", breaks: "every program ends well")
  static let ccwPrefetches = Rule(.ccw, "prefetches", "CCW-030", breaks: "a program without prefetching is refused")
  static let ccwPaths = Rule(.ccw, "paths", "CCW-031", breaks: "a program that names no path is refused")
  static let ccwParts = Rule(.ccw, "parts", "CCW-032", breaks: "a write of a part is not kept")
  static let ccwProgramMapped = Rule(.ccw, "program-mapped", "CCW-033", breaks: "a program that is not mapped starts")
  static let ccwReadsAhead = Rule(.ccw, "reads-ahead", "CCW-034", breaks: "a program is read word by word")
  static let ccwDataMapped = Rule(.ccw, "data-mapped", "CCW-035", breaks: "data that is not mapped is left out")
  static let ccwListMapped = Rule(
    .ccw, "list-mapped", "CCW-036", breaks: "a list that is not mapped is taken for the data")
  static let ccwListLeads = Rule(.ccw, "list-leads", "CCW-036", breaks: "a list may name what is not mapped")
  static let ccwTransferMapped = Rule(
    .ccw, "transfer-mapped", "CCW-037", breaks: "a transfer to what is not mapped starts")
  static let ccwChainLength = Rule(.ccw, "chain-length", "CCW-038", breaks: "a chain may be longer than 256 commands")
  static let ccwChainCount = Rule(.ccw, "chain-count", "CCW-039", breaks: "a program may have any number of chains")
  static let ccwTransport = Rule(
    .ccw, "transport", "CCW-040", breaks: "transport mode is taken for a channel program")
  static let ccwOtherFunctions = Rule(
    .ccw, "other-functions", "CCW-041", breaks: "halt and clear by the I/O region return the count")
  static let ccwNoFunction = Rule(.ccw, "no-function", "CCW-042", breaks: "a write without a function fails")
  static let ccwErrorCodes = Rule(.ccw, "error-codes", "CCW-033", breaks: "every start that fails does so with EIO")
  static let ccwNeedsWriting = Rule(
    .ccw, "needs-writing", "CCW-044", breaks: "data in memory for reading alone is left out")
  static let ccwBusy = Rule(.ccw, "busy", "CCW-050", breaks: "a start ends the program that is under way")
  static let ccwClears = Rule(.ccw, "clears", "CCW-051", breaks: "CLEAR leaves the program under way")
  static let ccwHalts = Rule(.ccw, "halts", "CCW-052", breaks: "HALT leaves the program under way")
  static let ccwTellsFunctions = Rule(.ccw, "tells-functions", "CCW-053", breaks: "HALT and CLEAR bring no interrupt")
  static let ccwCommands = Rule(.ccw, "commands", "CCW-054", breaks: "another command returns the count")
  static let ccwReset = Rule(.ccw, "reset", "CCW-056", breaks: "DEVICE_RESET returns 0 and does nothing")
  static let ccwDisabledForgets = Rule(
    .ccw, "forgets", "CCW-057", breaks: "a device that is reset remembers what it was told")
  static let ccwUnmapElsewhere = Rule(
    .ccw, "unmap-elsewhere", "CCW-059", breaks: "unmapping other memory ends the program")
  static let ccwUnpins = Rule(.ccw, "unpins", "CCW-060", breaks: "the memory of a program stays locked")
  static let ccwInformation = Rule(.ccw, "information", "CCW-061", breaks: "the SCHIB region holds zeros")
  static let ccwPartOfInformation = Rule(
    .ccw, "information-part", "CCW-062", breaks: "a part of the SCHIB region is its beginning")
  static let ccwReadOnlyRegions = Rule(
    .ccw, "read-only", "CCW-064", breaks: "the SCHIB and CRW regions can be written")
  static let ccwRegionEnd = Rule(.ccw, "region-end", "CCW-065", breaks: "access reaches behind the end of a region")
  static let ccwRegionIndex = Rule(.ccw, "region-index", "CCW-066", breaks: "there are regions behind the last")
  static let ccwPositionStays = Rule(.ccw, "position", "CCW-067", breaks: "read moves the position")
  static let ccwRequestStays = Rule(
    .ccw, "request-stays", "CCW-068", breaks: "the end of a program changes the request")
  static let ccwCloseEnds = Rule(.ccw, "close-ends", "CCW-070", breaks: "a close leaves the program under way")
  static let ccwRequests = Rule(.ccw, "requests", "CCW-072", breaks: "REQ is not signalled")
  static let ccwUnpluggedFails = Rule(.ccw, "unplugged", "CCW-076", breaks: "a device that was unplugged goes on")
}
