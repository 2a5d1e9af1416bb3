#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/document.h"
#include "core/ports/work_store.h"

namespace sohoa::core {

inline constexpr ErrorCode kReviewChanged{
    "review.changed", Retry::kNever,
    "Người khác vừa sửa giấy tờ này; chưa ghi gì của bạn, hãy xem lại rồi ghi tiếp.",
    "Somebody else has changed this document; nothing of yours was written, look at it again."};
inline constexpr ErrorCode kReviewOver{
    "review.over", Retry::kNever, "Giấy tờ này không còn chờ soát (đã duyệt, đã gộp hoặc đã giữ).",
    "This document waits for nobody any more: approved, merged or held."};
inline constexpr ErrorCode kReviewCut{
    "review.cannot_cut", Retry::kNever,
    "Không tách hoặc gộp được ở đây: chỉ giữa hai trang, trong cùng một tệp, khi cả hai còn chờ "
    "soát và tệp chưa có chữ ký.",
    "It cannot be split or merged here: only between two pages, within one file that carries no "
    "signature, while both wait."};

// What has been decided about a document so far.
struct ReviewContent {
  Document document;  // kind, pages, and fields; those a person decided are accepted_by somebody
  // Corrected words, by page of the master and place in PageResult::words(); "" takes the word
  // out, spaces make several of it.
  std::map<int, std::map<int, std::string>> words = {};
  std::set<std::string> twice = {};  // fields entered twice, the same both times
};

void to_json(nlohmann::json& json, const ReviewContent& content);
void from_json(const nlohmann::json& json, ReviewContent& content);

struct ReviewEntry {
  enum class State { kWaiting, kOver };
  Id document = 0;
  std::string copy_id;
  Id master = 0;
  std::string batch;
  Lane lane = Lane::kCase;
  std::string unit;
  State state = State::kWaiting;
  Timestamp since;
  double certainty = 0;  // 0..1, of what was least certain when it was read
  bool whole = false;    // its file stays one document
  int revision = 1;
  std::string author;  // of that revision, an operator's id; empty: as read
  Timestamp changed;
  std::string claimed_by = {};   // who works on it, an operator's id; empty: nobody has said so
  Timestamp claimed_until = {};  // then it is free again
};

struct ReviewStep {
  int number = 1;
  std::string author;
  std::string action;  // "draft", "change", "split", "merge", "back", "approve"
  Timestamp at;
};

// What a person's work on one document came to.
struct ReviewEffort {
  std::string batch;
  std::string copy_id;
  std::string kind;
  std::string person;
  Timestamp at;
  std::chrono::milliseconds work{0};
  std::map<std::string, int> corrections =
      {};  // by field, 0: left as it was read; "#text": words on the page
};

// One step of a review: who takes it, and the revision that was looked at.
struct ReviewTurn {
  Id document = 0;
  int revision = 1;
  std::string author;
  Timestamp at;
};

// Documents that wait for a person between composing and the first signature, and what people
// decide about them. Part of the same truth as the WorkStore and written in the same place. Every
// step names the revision it builds on and is refused with Error(kReviewChanged), changing nothing,
// when that is not the last one; with Error(kReviewOver) when the document waits no more. Safe for
// several processes; one instance per thread. Throws Error(kStoreBusy).
class ReviewBook {
 public:
  virtual ~ReviewBook() = default;

  struct Wanted {
    std::optional<std::vector<std::string>> units;  // nothing: all
    bool least_certain_first = false;               // else those that wait longest
    std::string person = {};                        // what others work on at `now` comes last
    Timestamp now = {};
    int most = 50;
    int skip = 0;
  };
  // The counter's come first, then those of case files, then the backlog.
  [[nodiscard]] virtual std::vector<ReviewEntry> waiting(const Wanted& wanted) = 0;
  [[nodiscard]] virtual int count(const std::optional<std::vector<std::string>>& units) = 0;
  // Also one that waits no more.
  [[nodiscard]] virtual std::optional<ReviewEntry> find(const std::string& copy_id) = 0;
  // Throws Error(kNoSuchItem).
  [[nodiscard]] virtual ReviewContent content(Id document, int revision) = 0;
  // Oldest first.
  [[nodiscard]] virtual std::vector<ReviewStep> steps(Id document) = 0;

  // The person works on this document until `until`, so that others are given others; nobody is
  // kept from it. What somebody else works on at `now` stays theirs, and what waits no more
  // nobody's.
  virtual void claim(Id document, const std::string& person, Timestamp now, Timestamp until) = 0;

  // Returns the new revision. Pages stay as they are. `action`: "change" or "back".
  virtual int change(const ReviewTurn& turn, const std::string& action,
                     const ReviewContent& content) = 0;
  // `taken` becomes a document of its own, which waits too, and takes its pages away from `kept`.
  // Returns its public id. Throws Error(kReviewCut) unless both have pages and these are the
  // document's own.
  virtual std::string split(const ReviewTurn& turn, const ReviewContent& kept,
                            const ReviewContent& taken) = 0;
  // The other document, of the same file and looked at in this revision, becomes a part of this
  // one. Throws Error(kReviewCut).
  virtual void merge(const ReviewTurn& turn, const std::string& other, int other_revision,
                     const ReviewContent& content) = 0;
  // The document goes on to be assembled. `results` take the place of what was read of these pages
  // of the master; what was read stays beside them.
  virtual void approve(const ReviewTurn& turn, const ReviewContent& content,
                       const std::map<int, Sha256>& results, const ReviewEffort& effort) = 0;
  // A state secret ("MẬT", "TỐI MẬT", "TUYỆT MẬT") that a person found: goes to quarantine as one,
  // and what was decided about it is forgotten.
  virtual void holdSecret(const ReviewTurn& turn, const std::string& level) = 0;

  // Of reviews that ended in [since, until), oldest first.
  [[nodiscard]] virtual std::vector<ReviewEffort> efforts(Timestamp since, Timestamp until) = 0;
};

}  // namespace sohoa::core
