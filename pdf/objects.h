#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sohoa::pdf {

// Half open, counted in bytes from the start of what was parsed.
struct Extent {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t size() const { return end - begin; }
  friend bool operator==(const Extent&, const Extent&) = default;
};

// One PDF object (ISO 32000-1 clause 7.3) with the place it was read from. Kinds without children
// use one scalar member; arrays fill `items`; dictionaries and streams fill `keys` and `items` in
// parallel, in file order.
struct Object {
  enum class Kind {
    kNull,
    kBool,
    kInteger,
    kReal,
    kName,
    kString,
    kArray,
    kDictionary,
    kReference,
    kStream
  };

  Kind kind = Kind::kNull;
  bool boolean = false;
  bool hex_string = false;        // kString written as <...>
  bool duplicate_keys = false;    // kDictionary, kStream: a key stands twice
  std::uint32_t generation = 0;   // kReference
  std::int64_t integer = 0;       // kInteger; the object number of kReference
  double real = 0;                // kReal
  std::string text;               // kName without the slash and escapes; kString decoded
  std::vector<std::string> keys;  // kDictionary, kStream
  std::vector<Object> items;      // kArray; the values of kDictionary and kStream
  Extent where;                   // the raw bytes of this object
  Extent data;                    // kStream: the encoded bytes

  [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
  [[nodiscard]] bool isDictionary() const {
    return kind == Kind::kDictionary || kind == Kind::kStream;
  }
  [[nodiscard]] bool isName(std::string_view name) const {
    return kind == Kind::kName && text == name;
  }
  // The value of a key; nullptr when it is absent or null. The first one when the key stands twice.
  [[nodiscard]] const Object* get(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> asInteger() const;
};

// Same value, wherever it was written; streams compare their dictionaries only.
[[nodiscard]] bool sameValue(const Object& a, const Object& b);

// Calls `see` for the object and all its children, parents first.
void visit(const Object& object, const std::function<void(const Object&)>& see);

struct ParseLimits {
  int depth = 100;                     // arrays and dictionaries inside each other
  std::size_t values = 500'000;        // objects below one indirect object
  std::size_t string_bytes = 8 << 20;  // one string
};

inline constexpr core::ErrorCode kMalformedObject{
    "pdf.malformed_object", core::Retry::kNever,
    "Tệp PDF có đối tượng sai cú pháp nên không đọc tiếp được.",
    "The PDF holds an object with wrong syntax and cannot be read further."};

// Reads objects strictly: no repair, no guessing. Throws Error(kMalformedObject) with the offset
// in the detail. A copy of the bytes is never made, so they must outlive the parser.
class ObjectParser {
 public:
  explicit ObjectParser(std::span<const std::uint8_t> bytes, std::uint64_t at = 0,
                        ParseLimits limits = {});

  [[nodiscard]] std::uint64_t position() const { return at_; }
  // White space and comments.
  void skipSpace();
  // White space alone.
  void skipWhite();
  // Steps over the keyword when it stands here and a delimiter follows.
  bool accept(std::string_view keyword);
  // A run of decimal digits.
  [[nodiscard]] std::optional<std::uint64_t> acceptNumber();
  // The next object; white space and comments before it are skipped.
  [[nodiscard]] Object value();

 private:
  [[noreturn]] void fail(std::string_view why) const;
  [[nodiscard]] int peek(std::uint64_t ahead = 0) const;
  [[nodiscard]] Object value(int depth);
  [[nodiscard]] Object number();
  [[nodiscard]] Object name();
  [[nodiscard]] Object literalString();
  void escape(std::string& text);
  [[nodiscard]] Object hexString();
  [[nodiscard]] Object array(int depth);
  [[nodiscard]] Object dictionary(int depth);
  [[nodiscard]] bool acceptReference(Object& number);

  std::span<const std::uint8_t> bytes_;
  std::uint64_t at_;
  ParseLimits limits_;
  std::size_t values_ = 0;
};

struct IndirectObject {
  std::uint32_t number = 0;
  std::uint32_t generation = 0;
  Object object;
  Extent where;  // from the object number to the end of "endobj"
};

// Gives the value of a stream's /Length that is written as a reference.
using LengthResolver = std::function<std::optional<std::uint64_t>(const Object& reference)>;

// "N G obj ... endobj" that begins exactly at `at`. A stream must be followed by "endstream" right
// after /Length bytes and at most one end of line. Throws Error(kMalformedObject).
[[nodiscard]] IndirectObject parseIndirect(std::span<const std::uint8_t> bytes, std::uint64_t at,
                                           const LengthResolver& length,
                                           const ParseLimits& limits = {});

[[nodiscard]] bool isWhite(int byte);
[[nodiscard]] bool isDelimiter(int byte);

}  // namespace sohoa::pdf
