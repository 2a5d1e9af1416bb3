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
    "Có người đang soát, hoặc đã sửa khi soát, giấy tờ của tệp này; làm lại sẽ mất công của họ. "
    "Muốn làm lại: trả giấy tờ về như lúc máy đọc trong màn hình soát, rời giấy tờ ấy, rồi làm "
    "lại. Nếu nội dung đã đúng thì cứ duyệt, không cần làm lại.",
    "Somebody reviews a paper of this file, or has changed it in the review, and doing it again "
    "would lose their work. To do it again, take it back in the review to what was read, leave it, "
    "and run this again. Where it is right by now, approve it: nothing is to be done again."};
inline constexpr ErrorCode kReviewApproved{
    "store.review_approved", Retry::kNever,
    "Giấy tờ của tệp này đã được duyệt; điều đã duyệt giữ nguyên và được ký, không đọc lại từ đầu. "
    "Nếu việc bị dừng sau khi duyệt, hãy cho chạy tiếp với cài đặt như cũ. Nếu điều đã duyệt bị "
    "sai, hãy quét lại giấy tờ thành tệp mới để đọc và soát lại.",
    "A paper of this file has been approved; what was approved stands, is signed, and is not read "
    "anew. Where the work stopped after that, let it go on with the settings as they were. Where "
    "what was approved is wrong, scan the paper again: the new file is read and reviewed anew."};
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
  // again: the last word holds, also when it is none. What is said of a master that is there does
  // nothing. Gone when the master is sealed.
  virtual void say(const Sha256& master, const Said& said) = 0;

  // --- done again
  // Everything found out about the master is dropped and its work starts anew, under `settings`
  // ("section.key=value"; none: the home's). Its bytes, its input and its place in the balance
  // stay. Refused when a copy of it carries a signature (kCopyStands), when it holds a state
  // secret (kSecretHeld), when a person has approved a paper of it (kReviewApproved), works on a
  // review of one or has decided something there that is not what was read (kReviewInHand), while a
  // worker has it (kBeingWorkedOn), or when
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
