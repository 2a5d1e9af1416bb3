#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/document_reader.h"
#include "core/ports/review_book.h"
#include "core/ports/work_store.h"
#include "pipeline/review_rules.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kNotEnteredTwice{
    "review.not_entered_twice", core::Retry::kNever,
    "Số định danh đọc chưa chắc phải được nhập hai lần giống nhau trước khi duyệt.",
    "An id number that was not read with certainty must be entered twice before approval."};
inline constexpr core::ErrorCode kBadReview{
    "review.bad_change", core::Retry::kNever,
    "Nội dung sửa không hợp lệ: loại, trường, trang hoặc chữ không có trong giấy tờ này.",
    "The change does not fit: no such kind, field, page or word in this document."};
inline constexpr core::ErrorCode kNotADate{
    "review.not_a_date", core::Retry::kNever,
    "Ô ngày phải ghi một ngày có thật, đủ ngày, tháng, năm; trên giấy không có thì để trống.",
    "A date must be a day of the calendar with day, month and year; empty when the paper has "
    "none."};
inline constexpr core::ErrorCode kOthersStep{
    "review.others_step", core::Retry::kNever,
    "Sau bước này đã có người khác sửa giấy tờ; chỉ hoàn tác được bước của chính mình.",
    "Somebody else has changed this document since that step; only one's own steps are undone."};

struct ReviewPorts {
  core::ReviewBook& book;
  core::WorkStore& store;
  core::BlobStore& blobs;
  const core::DocumentReader& documents;
  const core::Clock& clock;
};

// A document as it lies before the reviewer.
struct ReviewView {
  core::ReviewEntry entry;
  core::ReviewContent content;
  core::Document draft;  // as read: revision 1
  core::MasterRow master;
  std::map<int, std::vector<core::Word>> words;  // as read, of its pages
  std::map<int, core::PageGeometry> geometry;
  std::vector<core::ReviewStep> steps;
  std::vector<std::string> due_twice;
  // The document that follows in the same file and waits too; empty: none.
  std::string next_in_file;
  core::KindInfo kind;
};

// What a person changes; what is absent stays.
struct ReviewChange {
  std::optional<std::string> kind{};
  std::map<std::string, core::FieldContent> fields{};  // "": there is none on the paper
  std::vector<std::string> accepted{};                 // right as they stand
  std::map<std::string, std::string> twice{};          // the second entry of `fields`
  std::map<int, std::map<int, std::string>> words{};
};

// A person's desk between composing and the first signature. One thread at a time; throws what the
// ReviewBook throws.
class ReviewDesk {
 public:
  ReviewDesk(const ReviewPorts& ports, const ReviewRules& rules);

  // Throws Error(kReviewOver) when it waits no more, Error(kNoSuchItem) when it never did.
  [[nodiscard]] ReviewView view(const std::string& copy_id);
  // Returns the new revision. Another kind brings back what was decided under it before. Throws
  // Error(kBadReview); Error(kNotEnteredTwice) when the second entry of a field is not the first;
  // Error(kNotADate) when a date is set or accepted that is none.
  int change(const core::ReviewTurn& turn, const ReviewChange& change);
  // All goes back to where it stood at revision `to`, except where pages went meanwhile. Throws
  // Error(kOthersStep) when a step since then is not the author's.
  int goBack(const core::ReviewTurn& turn, int to);
  // The document ends before its page `at` (from 0 within the document). Returns the public id of
  // what follows.
  std::string split(const core::ReviewTurn& turn, int at);
  // The other document's pages follow this one's.
  void merge(const core::ReviewTurn& turn, const std::string& other);
  // Throws Error(kNotEnteredTwice) or Error(kNotADate) naming the fields, and Error(kSecretHeld)
  // when what the person typed shows a state secret: the paper is in quarantine then. `work`: time
  // that the person spent on it.
  void approve(const core::ReviewTurn& turn, std::chrono::milliseconds work);
  void holdSecret(const core::ReviewTurn& turn, const std::string& level);

 private:
  [[nodiscard]] core::ReviewEntry entryOf(const std::string& copy_id);
  [[nodiscard]] core::Document drafted(const core::ReviewEntry& entry, core::Document document);
  void setKind(const core::ReviewEntry& entry, core::ReviewContent& content,
               const std::string& kind);
  void takeUpDecided(const core::ReviewEntry& entry, core::ReviewContent& content,
                     const core::KindInfo& kind);
  void setFields(const core::ReviewTurn& turn, core::ReviewContent& content,
                 const ReviewChange& change);
  void setWords(const core::ReviewEntry& entry, core::ReviewContent& content,
                const ReviewChange& change);
  [[nodiscard]] std::optional<std::string> secrecyIn(
      const core::Document& document, const std::vector<core::PageResult>& pages) const;
  void acceptAll(core::Document& document, const std::string& author) const;
  [[nodiscard]] core::ReviewEffort effortOf(const core::ReviewEntry& entry,
                                            const core::ReviewContent& content);

  ReviewPorts ports_;
  ReviewRules rules_;
  std::vector<core::KindInfo> kinds_;
};

}  // namespace sohoa::pipeline
