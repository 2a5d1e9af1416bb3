// Answers of an S3 service come from outside. Whatever they hold, reading them ends with a tree
// that is no larger than the answer, or with the one error, and a tree written out is read back the
// same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/markup.h"
#include "store/s3_errors.h"
#include "store/s3_xml.h"

namespace {

using sohoa::store::S3Element;

void require(bool ok) {
  if (!ok) std::abort();
}

std::size_t sizeOf(const S3Element& element) {
  std::size_t size = element.name.size() + element.text.size();
  for (const auto& child : element.children) size += sizeOf(child);
  return size;
}

std::string written(const S3Element& element) {
  std::string text = "<" + element.name + ">" + sohoa::core::escapedMarkup(element.text);
  for (const auto& child : element.children) text += written(child);
  return text + "</" + element.name + ">";
}

bool same(const S3Element& a, const S3Element& b) {
  if (a.name != b.name || a.text != b.text || a.children.size() != b.children.size()) return false;
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    if (!same(a.children[i], b.children[i])) return false;
  }
  return true;
}

// A control character can be written as a reference only, which written() does not do.
bool plain(const S3Element& element) {
  for (const char c : element.text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') return false;
  }
  for (const auto& child : element.children) {
    if (!plain(child)) return false;
  }
  // "<p:1>" has a name behind its prefix that is none by itself.
  return !element.name.empty() && (element.name[0] == '_' || element.name[0] >= 'A') &&
         element.name.find(':') == std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto root =
        sohoa::store::parseS3Xml(std::string_view(reinterpret_cast<const char*>(data), size));
    require(sizeOf(root) <= size);
    if (plain(root)) require(same(root, sohoa::store::parseS3Xml(written(root))));
  } catch (const sohoa::core::Error& error) {
    require(error.code() == sohoa::store::kS3BadAnswer);
  }
  return 0;
}
