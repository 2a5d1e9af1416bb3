#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ports/batch_ledger.h"
#include "core/ports/work_store.h"

namespace sohoa::core {

// A master whose papers are all delivered, with everything the rows say of it.
struct FinishedMaster {
  MasterRow row;  // ids are those of the store it comes from
  std::string path;
  std::optional<CasePlace> place;
  struct Page {
    PageMark mark = PageMark::kKept;
    Sha256 result;
  };
  std::vector<Page> pages;
  std::vector<DocumentRow> documents;  // with all three PDFs, none secret
};

// Finished work that comes from another home. Part of the same truth as the WorkStore. Safe for
// several processes; one instance per thread.
class PackageShelf {
 public:
  virtual ~PackageShelf() = default;

  // Adds the rows as if the work had been done here. False when this master, of this batch, is here
  // already. The batch exists. Throws Error(kDocumentKnown) when another batch brought its bytes,
  // or a copy of it is here under another master, and Error(kInternal) for rows that contradict
  // each other; then nothing is added.
  virtual bool takeOver(const FinishedMaster& master, Timestamp now) = 0;
  // Of a batch taken over; again does nothing.
  virtual void keepSignOff(const SignOff& sign_off) = 0;

  // What a package states of itself, JSON, under its id; the first word stays.
  virtual void keepStatement(const std::string& package, const std::string& statement) = 0;
  [[nodiscard]] virtual std::optional<std::string> statement(const std::string& package) = 0;
};

inline constexpr ErrorCode kDocumentKnown{
    "store.document_known", Retry::kNever,
    "Tệp hoặc bản sao trong gói đã có ở đây trong một lô khác; không nhập gì để tránh nhân đôi.",
    "A scan or copy of the package is here already in another batch; nothing was taken in."};

}  // namespace sohoa::core
