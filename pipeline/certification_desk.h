#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/ports/certification_queue.h"
#include "core/ports/certification_register.h"
#include "core/secret_text.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kRunBusy{
    "certification.busy", core::Retry::kTransient,
    "Khóa ký đang được dùng cho một lượt chứng thực khác; hãy đợi lượt đó xong.",
    "The key is at work for another run of certifications; wait until that has ended."};
inline constexpr core::ErrorCode kUnchecked{
    "certification.unchecked", core::Retry::kNever,
    "Chưa đối chiếu đủ các mục với bản chính nên chưa được chứng thực.",
    "Not everything was compared with the original, so it cannot be certified."};
inline constexpr core::ErrorCode kOfficerGone{
    "certification.officer_gone", core::Retry::kNever,
    "Phiên làm việc của cán bộ chứng thực đã kết thúc; các bản còn lại trở về hàng chờ.",
    "The officer's session has ended; what is left goes back to the queue."};

inline constexpr core::ErrorCode kCertifiedElsewhere{
    "certification.elsewhere", core::Retry::kNever,
    "Bản này đã được chứng thực ngoài lượt này; đề nghị được ghi theo sổ chứng thực, không ghi cho "
    "bạn.",
    "This copy was certified outside of this run; the request is put down as the register has it, "
    "not to you."};

// What an officer compares before a copy may be certified (Decree 45/2020/ND-CP article 10), by its
// words on record.
inline constexpr std::string_view kChecks[] = {"original_presented", "complete", "legible",
                                               "colours", "nothing_added"};

// Makes and signs the certified copy of one digitised copy, and gives its entry. Throws Error.
using Certify = std::function<core::RegisterEntry(const std::string& source)>;
// Opens the officer's key. Throws Error when the PIN is wrong or the key cannot be used.
using OpenKey = std::function<Certify(std::shared_ptr<const core::SecretText> pin)>;
// Whether the key refused the PIN; anything else says nothing about it.
using PinRefused = std::function<bool(const core::Error&)>;

// Certifies what officers approved, outside their requests: one run at a time, because a key has
// one. A run asks for the key once, goes through its copies one by one, and ends early when the
// officer may not act any more; a copy that fails keeps its number (see Certifier) and stops no
// other. Runs live as long as this object; what became of each copy stands in the queue and the
// register. Safe for several threads.
class CertificationDesk {
 public:
  // All outlive this object.
  CertificationDesk(core::CertificationQueue& queue, const core::CertificationRegister& entries,
                    const core::Clock& clock, OpenKey open, PinRefused refused);
  // Waits for the copy in hand.
  ~CertificationDesk();

  struct Officer {
    std::string id;
    std::string name;
    // Asked before each copy, on the run's own thread.
    std::function<bool()> may_go_on;
    // The key let the officer in; not called when it did not.
    std::function<void()> let_in = [] {};
    // The key could not be opened, and not for its PIN.
    std::function<void()> not_tried = [] {};
  };
  struct Item {
    std::int64_t request = 0;
    std::vector<std::string> checks;
  };
  enum class ItemState { kWaiting, kSigning, kCertified, kFailed };
  struct ItemStatus {
    std::int64_t request = 0;
    ItemState state = ItemState::kWaiting;
    std::optional<core::RegisterEntry> entry;  // of a certified one
    std::optional<core::Error> error;          // of a failed one
  };
  enum class RunState { kOpening, kSigning, kStopping, kEnded };
  struct Run {
    std::string id;
    std::string officer;
    RunState state = RunState::kOpening;
    std::vector<ItemStatus> items;
    std::optional<core::Error> error;  // why it ended before its last item
    core::Timestamp started;
  };

  // Returns the id of the run. Throws Error(kRunBusy), and Error(kUnchecked) unless each item has
  // all of kChecks.
  std::string start(const Officer& officer, const std::vector<Item>& items,
                    std::shared_ptr<const core::SecretText> pin);
  // The last runs are remembered.
  [[nodiscard]] std::optional<Run> run(const std::string& id) const;
  // The one at work, of whoever.
  [[nodiscard]] std::optional<Run> current() const;
  // After the copy in hand. Does nothing when there is no such run at work.
  void stop(const std::string& id);
  // Returns when no run is at work.
  void settle() const;
  // Stops what runs and takes no more; returns when the copy in hand is done.
  void close();

 private:
  void work(const std::shared_ptr<Run>& run, const Officer& officer, const std::vector<Item>& items,
            std::shared_ptr<const core::SecretText> pin);
  void certifyOne(Run& run, std::size_t at, const Item& item, const Officer& officer,
                  const Certify& certify);
  std::optional<ItemStatus> settled(const Item& item);
  [[nodiscard]] bool stopping(const Run& run) const;
  void end(Run& run, const std::optional<core::Error>& why);

  core::CertificationQueue& queue_;
  const core::CertificationRegister& entries_;
  const core::Clock& clock_;
  OpenKey open_;
  PinRefused refused_;
  mutable std::mutex mutex_;
  mutable std::condition_variable ended_;
  std::vector<std::shared_ptr<Run>> runs_;  // newest last
  bool closed_ = false;
  std::thread worker_;
};

[[nodiscard]] std::string_view slug(CertificationDesk::ItemState state);
[[nodiscard]] std::string_view slug(CertificationDesk::RunState state);

}  // namespace sohoa::pipeline
