#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/document.h"
#include "core/page.h"

namespace sohoa::core {

// A field of a kind, as a person fills it in.
struct KindField {
  std::string name;
  bool required = false;
  bool id = false;    // a person's or a paper's number with a check of its own: typed twice
  bool list = false;  // of several texts
  bool date = false;  // YYYY-MM-DD
};

// A kind of document that a person can choose.
struct KindInfo {
  std::string id;
  std::string title;
  std::vector<KindField> fields;  // by name
};

// Finds the documents in a stack of pages, and the fields in a document. Safe for several threads.
class DocumentReader {
 public:
  virtual ~DocumentReader() = default;

  // Cuts the stack into documents with kind and secrecy; `fields` stay empty. Blank and separator
  // pages belong to no document. Every other page belongs to exactly one, and order is kept; a
  // second image goes with the page before it, and is read in its place. `pages[i]` is page i of
  // the master.
  [[nodiscard]] virtual std::vector<Document> split(std::span<const PageResult> pages) const = 0;

  // The document with its fields filled in. Nothing is guessed: what cannot be read is left out.
  // What was `given` fills fields that were not read (rule "given"); where it differs from the
  // paper the paper stands and a finding says "given_differs:FIELD", "given_invalid:FIELD" or
  // "given_unknown:FIELD". A field of `document` that a person accepted stays as it is; one
  // accepted without a value is left out.
  [[nodiscard]] virtual Document extract(std::span<const PageResult> pages,
                                         const Document& document,
                                         const GivenFields& given) const = 0;

  // All kinds there are, by title; "unknown", which has the fields of any paper, last.
  [[nodiscard]] virtual std::vector<KindInfo> kinds() const = 0;

  // Names the rules and profiles; part of the key under which results are kept.
  [[nodiscard]] virtual std::string version() const = 0;
};

}  // namespace sohoa::core
