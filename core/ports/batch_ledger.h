#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ports/work_store.h"

namespace sohoa::core {

inline constexpr ErrorCode kCopyStands{
    "store.copy_stands", Retry::kNever,
    "Tệp này đã có bản sao được ký; bản đã ký giữ nguyên, không làm lại.",
    "A copy of this file has been signed; it stands as it is and is not made again."};
inline constexpr ErrorCode kBeingWorkedOn{
    "store.being_worked_on", Retry::kTransient,
    "Tệp này đang được xử lý; hãy đợi xong hoặc dừng tiến trình rồi chạy lại.",
    "A worker is busy with this file; wait for it, or stop the workers, and run this again."};
inline constexpr ErrorCode kReviewInHand{
    "store.review_in_hand", Retry::kNever,
    "Có người đang soát hoặc đã soát giấy tờ của tệp này; làm lại sẽ mất công của họ. Hãy duyệt "
    "cho "
    "xong, hoặc trả giấy tờ về như lúc máy đọc trong màn hình soát rồi làm lại.",
    "Somebody reviews, or has reviewed, a paper of this file, and doing it again would lose their "
    "work. Approve it, or take it back in the review to what was read, and run this again."};
inline constexpr ErrorCode kBalanceOpen{
    "store.balance_open", Retry::kNever,
    "Cân đối của lô chưa khép (còn tờ đang chờ hoặc lệch số) nên chưa thể xác nhận; hãy xử lý xong "
    "lô rồi làm lại.",
    "The batch does not balance yet (sheets still wait, or counts differ), so it cannot be signed "
    "off; finish the batch first."};

// Where the paper of a path belongs.
struct CasePlace {
  std::string path;                          // as the work store has it
  std::string case_file;                     // never empty
  std::map<std::string, std::string> parts;  // what the pattern read: "box", "folder", ...
  friend bool operator==(const CasePlace&, const CasePlace&) = default;
};

// A sheet balance that a person answers for.
struct SignOff {
  Id id = 0;
  std::string batch;
  std::string person;
  std::string remark;  // may be empty
  Timestamp at;
  SheetBalance balance;
};

// What people decide about batches: where papers belong, what is done again, who answers for the
// balance. Part of the same truth as the WorkStore and written in the same place. Safe for several
// processes; one instance per thread. Throws Error(kStoreBusy).
class BatchLedger {
 public:
  virtual ~BatchLedger() = default;

  // --- case files
  // Said before the path's master is added, so that no copy leaves without it; again: the last word
  // holds.
  virtual void place(const std::string& batch, const CasePlace& place) = 0;
  [[nodiscard]] virtual std::vector<CasePlace> places(const std::string& batch) = 0;

  // --- what is said of a paper by whoever scanned it
  // Said before the master with these bytes is added, so that nothing is extracted without it;
  // what was said first holds, and what is said of a master that is there does nothing. Gone when
  // the master is sealed.
  virtual void say(const Sha256& master, const Said& said) = 0;

  // --- done again
  // Everything found out about the master is dropped and its work starts anew, under `settings`
  // ("section.key=value"; none: the home's). Its bytes, its input and its place in the balance
  // stay. Refused when a copy of it carries a signature (kCopyStands), when it holds a state
  // secret (kSecretHeld), when a person works on a review of it or has decided something in one
  // that is not what was read (kReviewInHand), while a worker has it (kBeingWorkedOn), or when
  // there is no such master (kNoSuchItem).
  virtual void startAgain(Id master, const std::vector<std::string>& settings, Timestamp now) = 0;
  // The settings under which the lease's master is to be worked on; none: the home's.
  [[nodiscard]] virtual std::vector<std::string> settingsFor(const Lease& lease) = 0;

  // --- the balance
  // Records the balance as it stands now. Throws Error(kBalanceOpen) when it does not close or
  // nothing was fed, and Error(kNoSuchItem) for an unknown batch.
  virtual SignOff signOff(const std::string& batch, const std::string& person,
                          const std::string& remark, Timestamp now) = 0;
  // Oldest first.
  [[nodiscard]] virtual std::vector<SignOff> signOffs(const std::string& batch) = 0;
};

}  // namespace sohoa::core
