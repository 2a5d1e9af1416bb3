#pragma once

#include <map>
#include <set>
#include <string>

#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// What of a batch a report may show. Nothing of a paper that carries a state secret, and when in
// doubt nothing: no picture of a page that was not read, of a file whose papers are not told apart
// yet, or of a file that holds a secret beside other papers.
class Discretion {
 public:
  Discretion(core::WorkStore& store, const std::string& batch);

  // Pages of this master as pictures.
  [[nodiscard]] bool mayPicture(core::Id master) const { return open_.contains(master); }
  // The same for one master, without looking at the others of its batch.
  [[nodiscard]] static bool mayPicture(core::WorkStore& store, const core::MasterRow& master);
  // What was read from this document. Once `mayPicture` is false for want of knowledge, documents
  // do not exist; a secret one is never to be told.
  [[nodiscard]] static bool mayTell(const core::DocumentRow& row) { return !row.document.secret; }
  // Not even the name of the file may be told, nor what of it waits for a person.
  [[nodiscard]] bool holdsSecret(core::Id master) const { return closed_.contains(master); }
  [[nodiscard]] int secretPapers() const { return secrets_; }

 private:
  std::set<core::Id> open_;
  std::set<core::Id> closed_;  // with a secret
  int secrets_ = 0;
};

// The level of secrecy among the fields of a document, whoever read or typed it; what is no level
// of the law counts as the lowest.
[[nodiscard]] std::optional<std::string> secrecyOf(const core::Document& document);

}  // namespace sohoa::pipeline
