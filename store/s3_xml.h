#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sohoa::store {

// An element of an S3 service's answer. Names are without their namespace prefix; attributes are
// not kept.
struct S3Element {
  std::string name;
  std::string text;  // of an element without children, decoded
  std::vector<S3Element> children;

  // The first child of that name, or null.
  [[nodiscard]] const S3Element* child(std::string_view wanted) const;
  // Its text; empty when there is none.
  [[nodiscard]] std::string_view textOf(std::string_view wanted) const;
};

// Reads the part of XML 1.0 that S3 services write: declaration, elements, attributes, text with
// the five named and the numeric character references. Everything else (document types and so
// entities, CDATA, comments, processing instructions), depth over 16 and more than 100 000 elements
// are refused, so that an answer can neither grow while it is read nor name anything outside
// itself. Throws Error(kS3BadAnswer).
[[nodiscard]] S3Element parseS3Xml(std::string_view text);

}  // namespace sohoa::store
