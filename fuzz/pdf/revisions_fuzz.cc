#include "pdf/revisions.h"

// Walks any file and looks at every object of its last revision.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa;
  pdf::RevisionLimits limits;
  limits.inflated_bytes = 1 << 20;
  limits.inflated_total = 4 << 20;
  limits.entries = 100'000;
  const pdf::Revisions file({data, size}, limits);
  if (!file.readable()) return 0;
  const auto last = file.all().size() - 1;
  for (const auto number : file.numbers(last)) {
    static_cast<void>(file.streamBytes(*file.object(number, last), last));
  }
  return 0;
}
