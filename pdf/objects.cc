#include "pdf/objects.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace sohoa::pdf {
namespace {

using Kind = Object::Kind;

// ISO 32000-1 annex C asks for ten digits at most in an object number; this is what it can be.
constexpr std::uint64_t kMaxObjectNumber = 8'388'607;
constexpr std::uint64_t kMaxGeneration = 65'535;

bool isDigit(int byte) { return byte >= '0' && byte <= '9'; }

int hexValue(int byte) {
  if (isDigit(byte)) return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

bool hasDuplicates(const std::vector<std::string>& keys) {
  std::vector<std::string_view> sorted(keys.begin(), keys.end());
  std::sort(sorted.begin(), sorted.end());
  return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
}

}  // namespace

bool isWhite(int byte) {
  return byte == 0 || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' || byte == ' ';
}

bool isDelimiter(int byte) {
  return byte >= 0 && byte < 128 &&
         std::string_view("()<>[]{}/%").find(static_cast<char>(byte)) != std::string_view::npos;
}

const Object* Object::get(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return items[i].is(Kind::kNull) ? nullptr : &items[i];
  }
  return nullptr;
}

std::optional<std::int64_t> Object::asInteger() const {
  return kind == Kind::kInteger ? std::optional(integer) : std::nullopt;
}

bool sameValue(const Object& a, const Object& b) {
  if (a.kind != b.kind || a.boolean != b.boolean || a.integer != b.integer ||
      a.generation != b.generation || a.real != b.real || a.text != b.text ||
      a.items.size() != b.items.size()) {
    return false;
  }
  if (!a.isDictionary()) {
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), sameValue);
  }
  if (a.duplicate_keys || b.duplicate_keys) return false;
  for (std::size_t i = 0; i < a.keys.size(); ++i) {
    const auto other = std::find(b.keys.begin(), b.keys.end(), a.keys[i]);
    if (other == b.keys.end()) return false;
    const auto index = static_cast<std::size_t>(other - b.keys.begin());
    if (!sameValue(a.items[i], b.items[index])) return false;
  }
  return true;
}

void visit(const Object& object, const std::function<void(const Object&)>& see) {
  see(object);
  for (const auto& item : object.items) visit(item, see);
}

ObjectParser::ObjectParser(std::span<const std::uint8_t> bytes, std::uint64_t at,
                           ParseLimits limits)
    : bytes_(bytes), at_(std::min<std::uint64_t>(at, bytes.size())), limits_(limits) {}

void ObjectParser::fail(std::string_view why) const {
  throw core::Error(kMalformedObject,
                    {.detail = "offset " + std::to_string(at_) + ": " + std::string(why)});
}

int ObjectParser::peek(std::uint64_t ahead) const {
  return ahead < bytes_.size() - at_ ? bytes_[at_ + ahead] : -1;
}

void ObjectParser::skipWhite() {
  while (isWhite(peek())) ++at_;
}

void ObjectParser::skipSpace() {
  for (;;) {
    skipWhite();
    if (peek() != '%') return;
    while (peek() >= 0 && peek() != '\n' && peek() != '\r') ++at_;
  }
}

bool ObjectParser::accept(std::string_view keyword) {
  if (keyword.size() > bytes_.size() - at_) return false;
  const auto here = bytes_.subspan(at_, keyword.size());
  if (!std::equal(keyword.begin(), keyword.end(), here.begin(), here.end(),
                  [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
    return false;
  }
  const int next = peek(keyword.size());
  if (next >= 0 && !isWhite(next) && !isDelimiter(next)) return false;
  at_ += keyword.size();
  return true;
}

std::optional<std::uint64_t> ObjectParser::acceptNumber() {
  std::uint64_t value = 0;
  std::uint64_t length = 0;
  for (; isDigit(peek(length)); ++length) {
    if (length == 18) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(peek(length) - '0');
  }
  if (length == 0) return std::nullopt;
  at_ += length;
  return value;
}

Object ObjectParser::value() { return value(0); }

Object ObjectParser::value(int depth) {
  skipSpace();
  if (depth > limits_.depth) fail("nested too deeply");
  if (++values_ > limits_.values) fail("too many values");
  const auto begin = at_;
  const int byte = peek();
  Object object;
  if (byte == '/') {
    object = name();
  } else if (byte == '(') {
    object = literalString();
  } else if (byte == '<' && peek(1) == '<') {
    object = dictionary(depth);
  } else if (byte == '<') {
    object = hexString();
  } else if (byte == '[') {
    object = array(depth);
  } else if (isDigit(byte) || byte == '+' || byte == '-' || byte == '.') {
    object = number();
  } else if (accept("true")) {
    object.kind = Kind::kBool;
    object.boolean = true;
  } else if (accept("false")) {
    object.kind = Kind::kBool;
  } else if (!accept("null")) {
    fail("no object here");
  }
  object.where = {begin, at_};
  return object;
}

Object ObjectParser::number() {
  std::string token;
  while (isDigit(peek()) || peek() == '.' || peek() == '+' || peek() == '-') {
    if (token.size() == 64) fail("number too long");
    token += static_cast<char>(peek());
    ++at_;
  }
  if (peek() >= 0 && !isWhite(peek()) && !isDelimiter(peek())) fail("not a number");
  const bool signed_number = token[0] == '+' || token[0] == '-';
  const auto digits = std::string_view(token).substr(signed_number ? 1 : 0);
  const auto points = std::count(digits.begin(), digits.end(), '.');
  if (digits.find_first_of("+-") != std::string_view::npos || points > 1 ||
      digits.size() == static_cast<std::size_t>(points)) {
    fail("not a number");
  }
  Object object;
  const char* first = token.data() + (token[0] == '+' ? 1 : 0);
  const char* last = token.data() + token.size();
  if (points == 1) {
    object.kind = Kind::kReal;
    if (std::from_chars(first, last, object.real, std::chars_format::fixed).ec != std::errc{}) {
      fail("number out of range");
    }
    return object;
  }
  object.kind = Kind::kInteger;
  if (std::from_chars(first, last, object.integer).ec != std::errc{}) fail("number out of range");
  if (!signed_number) static_cast<void>(acceptReference(object));
  return object;
}

bool ObjectParser::acceptReference(Object& number) {
  const auto before = at_;
  skipSpace();
  const auto generation = at_ > before ? acceptNumber() : std::nullopt;
  const auto after = at_;
  if (generation) skipSpace();
  if (!generation || at_ == after || !accept("R")) {
    at_ = before;
    return false;
  }
  if (number.integer <= 0 || static_cast<std::uint64_t>(number.integer) > kMaxObjectNumber ||
      *generation > kMaxGeneration) {
    fail("reference out of range");
  }
  number.kind = Kind::kReference;
  number.generation = static_cast<std::uint32_t>(*generation);
  return true;
}

Object ObjectParser::name() {
  Object object;
  object.kind = Kind::kName;
  for (++at_; peek() >= 0 && !isWhite(peek()) && !isDelimiter(peek()); ++at_) {
    if (object.text.size() == limits_.string_bytes) fail("name too long");
    if (peek() != '#') {
      object.text += static_cast<char>(peek());
      continue;
    }
    const int high = hexValue(peek(1));
    const int low = high < 0 ? -1 : hexValue(peek(2));
    if (low < 0 || high + low == 0) fail("bad escape in a name");
    object.text += static_cast<char>(high * 16 + low);
    at_ += 2;
  }
  return object;
}

void ObjectParser::escape(std::string& text) {
  const int byte = peek();
  if (byte < 0) fail("string without end");
  if (byte >= '0' && byte <= '7') {
    int code = 0;
    for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; ++i, ++at_) {
      code = code * 8 + (peek() - '0');
    }
    text += static_cast<char>(code & 0xff);
    return;
  }
  ++at_;
  constexpr std::string_view kLetters = "nrtbf";
  constexpr std::string_view kMeanings = "\n\r\t\b\f";
  const auto letter = kLetters.find(static_cast<char>(byte));
  if (letter != std::string_view::npos) {
    text += kMeanings[letter];
  } else if (byte == '\r') {
    if (peek() == '\n') ++at_;
  } else if (byte != '\n') {
    text += static_cast<char>(byte);
  }
}

Object ObjectParser::literalString() {
  Object object;
  object.kind = Kind::kString;
  int open = 1;
  for (++at_;;) {
    const int byte = peek();
    if (byte < 0) fail("string without end");
    if (object.text.size() >= limits_.string_bytes) fail("string too long");
    ++at_;
    if (byte == '\\') {
      escape(object.text);
      continue;
    }
    if (byte == '(') ++open;
    if (byte == ')' && --open == 0) return object;
    if (byte == '\r' && peek() == '\n') ++at_;
    object.text += byte == '\r' ? '\n' : static_cast<char>(byte);
  }
}

Object ObjectParser::hexString() {
  Object object;
  object.kind = Kind::kString;
  object.hex_string = true;
  int high = -1;
  ++at_;
  // Signatures are long strings of nothing but pairs of digits.
  for (; at_ + 1 < bytes_.size() && object.text.size() < limits_.string_bytes; at_ += 2) {
    const int first = hexValue(bytes_[at_]);
    const int second = hexValue(bytes_[at_ + 1]);
    if (first < 0 || second < 0) break;
    object.text += static_cast<char>(first * 16 + second);
  }
  for (;; ++at_) {
    const int byte = peek();
    if (byte < 0) fail("string without end");
    if (isWhite(byte)) continue;
    if (byte == '>') break;
    const int digit = hexValue(byte);
    if (digit < 0) fail("not a hexadecimal digit");
    if (object.text.size() == limits_.string_bytes) fail("string too long");
    if (high < 0) {
      high = digit;
    } else {
      object.text += static_cast<char>(high * 16 + digit);
      high = -1;
    }
  }
  if (high >= 0) object.text += static_cast<char>(high * 16);
  ++at_;
  return object;
}

Object ObjectParser::array(int depth) {
  Object object;
  object.kind = Kind::kArray;
  for (++at_;;) {
    skipSpace();
    if (peek() == ']') break;
    object.items.push_back(value(depth + 1));
  }
  ++at_;
  return object;
}

Object ObjectParser::dictionary(int depth) {
  Object object;
  object.kind = Kind::kDictionary;
  for (at_ += 2;;) {
    skipSpace();
    if (peek() == '>' && peek(1) == '>') break;
    if (peek() != '/') fail("a key must be a name");
    object.keys.push_back(name().text);
    object.items.push_back(value(depth + 1));
  }
  at_ += 2;
  object.duplicate_keys = hasDuplicates(object.keys);
  return object;
}

IndirectObject parseIndirect(std::span<const std::uint8_t> bytes, std::uint64_t at,
                             const LengthResolver& length, const ParseLimits& limits) {
  ObjectParser parser(bytes, at, limits);
  const auto fail = [&](std::string_view why) {
    throw core::Error(kMalformedObject, {.detail = "offset " + std::to_string(parser.position()) +
                                                   ": " + std::string(why)});
  };
  const auto number = parser.acceptNumber();
  parser.skipWhite();
  const auto generation = number ? parser.acceptNumber() : std::nullopt;
  parser.skipWhite();
  if (!generation || !parser.accept("obj")) fail("no indirect object here");
  if (*number == 0 || *number > kMaxObjectNumber || *generation > kMaxGeneration) {
    fail("object number out of range");
  }
  IndirectObject result;
  result.number = static_cast<std::uint32_t>(*number);
  result.generation = static_cast<std::uint32_t>(*generation);
  result.object = parser.value();
  parser.skipSpace();
  if (result.object.is(Kind::kDictionary) && parser.accept("stream")) {
    auto& stream = result.object;
    stream.kind = Kind::kStream;
    auto begin = parser.position();
    if (begin < bytes.size() && bytes[begin] == '\r') ++begin;
    if (begin >= bytes.size() || bytes[begin] != '\n') fail("no line end after stream");
    ++begin;
    const auto* size = stream.get("Length");
    std::optional<std::uint64_t> known;
    if (size != nullptr && size->is(Kind::kInteger) && size->integer >= 0) {
      known = static_cast<std::uint64_t>(size->integer);
    } else if (size != nullptr && size->is(Kind::kReference) && length) {
      known = length(*size);
    }
    if (!known || *known > bytes.size() - begin) fail("stream without a usable length");
    stream.data = {begin, begin + *known};
    auto end = stream.data.end;
    if (end < bytes.size() && bytes[end] == '\r') ++end;
    if (end < bytes.size() && bytes[end] == '\n') ++end;
    parser = ObjectParser(bytes, end, limits);
    if (!parser.accept("endstream")) fail("the length does not lead to endstream");
    parser.skipSpace();
  }
  if (!parser.accept("endobj")) fail("no endobj");
  result.where = {at, parser.position()};
  return result;
}

}  // namespace sohoa::pdf
