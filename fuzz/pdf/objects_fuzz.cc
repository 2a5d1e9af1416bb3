#include "pdf/objects.h"

// Any bytes are an object or an error, never a crash; what was read lies inside the input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa;
  try {
    pdf::ObjectParser parser({data, size});
    const auto object = parser.value();
    pdf::visit(object, [&](const pdf::Object& part) {
      if (part.where.begin > part.where.end || part.where.end > size) __builtin_trap();
    });
    if (!object.duplicate_keys && object.items.empty() && !pdf::sameValue(object, object)) {
      __builtin_trap();
    }
  } catch (const core::Error&) {
  }
  try {
    const auto indirect = pdf::parseIndirect({data, size}, 0, {});
    if (indirect.object.data.end > size) __builtin_trap();
  } catch (const core::Error&) {
  }
  return 0;
}
