#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/text_string.h"

namespace sohoa::pdf {

struct ObjectId {
  int number = 0;
  int generation = 0;
  [[nodiscard]] std::string reference() const;  // "12 0 R"
  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

// Points (1/72 inch), origin bottom left.
struct Rectangle {
  double left = 0, bottom = 0, right = 0, top = 0;
  [[nodiscard]] double width() const { return right - left; }
  [[nodiscard]] double height() const { return top - bottom; }
};

struct SignatureField {
  ObjectId field;
  ObjectId widget;  // the same object unless the field keeps its widget as a child
  Rectangle rect;   // of the widget; empty when the field is invisible
  bool filled = false;
};

// Where the CMS bytes of a new signature will go.
struct SignatureHole {
  ObjectId id;               // reserved; becomes the signature dictionary
  std::string head;          // entries before /ByteRange, for example "/Type /Sig ..."
  std::string tail;          // entries after /Contents
  std::size_t capacity = 0;  // bytes of DER that fit
};

// What a document security store gains (ISO 32000-2 clause 12.8.4.3): DER certificates,
// OCSPResponses and CRLs, and for a signature, by its VRI key, which of them serve it (positions in
// the three lists).
struct SecurityStoreAdditions {
  using Blobs = std::vector<std::vector<std::uint8_t>>;
  struct Related {
    std::string key;  // 40 upper-case hexadecimal digits
    std::vector<std::size_t> certificates;
    std::vector<std::size_t> ocsps;
    std::vector<std::size_t> crls;
  };
  Blobs certificates;
  Blobs ocsps;
  Blobs crls;
  std::vector<Related> related;
};

// The bytes of one revision, to be appended to the base file.
struct Increment {
  std::uint64_t base_size = 0;
  std::vector<std::uint8_t> bytes;
  // Of the hole inside `bytes`: from its "<" to just after its ">". Equal when there is none.
  std::size_t hole_begin = 0;
  std::size_t hole_end = 0;

  // Writes `der` as hexadecimal digits, zeros behind it. Throws Error(kHoleTooSmall).
  void fillHole(std::span<const std::uint8_t> der);
};

// One incremental revision in the making (ISO 32000-1 clause 7.5.6). The base is never written to:
// only new and changed objects are serialised, so memory grows with the increment and not with the
// file. A base that ends in a cross-reference table gets a table (entries of 20 bytes, /Prev,
// /Root, /Info and the first /ID kept), one that ends in a cross-reference stream gets a stream.
// Not safe for several threads.
class IncrementalUpdate {
 public:
  // Throws Error(kUnreadable), Error(kEncrypted), and Error(kUnsupportedXref) for a hybrid file or
  // one that does not begin at byte 0.
  explicit IncrementalUpdate(const std::filesystem::path& base);
  ~IncrementalUpdate();
  IncrementalUpdate(IncrementalUpdate&&) noexcept;
  IncrementalUpdate& operator=(IncrementalUpdate&&) noexcept;

  // By full name (ISO 32000-1 clause 12.7.3.2); nothing when there is no signature field of it.
  [[nodiscard]] std::optional<SignatureField> signatureField(std::string_view full_name) const;
  // A new invisible field on the first page, printable and locked. `name` is UTF-8 without dots.
  SignatureField addSignatureField(std::string_view name);
  // A certification signature forbids every change (/DocMDP with /P 1, clause 12.8.2.2).
  [[nodiscard]] bool forbidsChanges() const;

  // A fresh object number.
  [[nodiscard]] ObjectId reserve();
  // The whole object, serialised; `id` is reserved.
  void put(ObjectId id, const std::string& body);
  // Entries are those besides /Length and /Filter; the data is deflated.
  void putStream(ObjectId id, std::string_view entries, std::span<const std::uint8_t> data);
  // Data that is deflated already.
  void putPacked(ObjectId id, std::string_view entries, std::span<const std::uint8_t> packed);
  // Sets one key of a dictionary of the base; every other key keeps its value.
  void setKey(ObjectId id, const std::string& key, const std::string& value);

  // Adds to /DSS what it does not hold yet and keeps all it held. False when there was nothing to
  // add.
  bool extendSecurityStore(const SecurityStoreAdditions& additions);

  // The revision with everything above, and the signature dictionary if there is a hole.
  // May be called again, for example with a larger hole.
  [[nodiscard]] Increment build(const std::optional<SignatureHole>& hole) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::pdf
