#include "pipeline/certification_desk.h"

#include <algorithm>

#include "core/ports/errors.h"
#include "core/random.h"

namespace sohoa::pipeline {

using core::Error;

namespace {

constexpr std::size_t kRemembered = 50;
// Longer than one copy takes, timestamps and revocation data waited for.
constexpr std::chrono::minutes kHold{15};

}  // namespace

std::string_view slug(CertificationDesk::ItemState state) {
  using State = CertificationDesk::ItemState;
  switch (state) {
    case State::kWaiting:
      return "waiting";
    case State::kSigning:
      return "signing";
    case State::kCertified:
      return "certified";
    case State::kFailed:
      return "failed";
  }
  return "";
}

std::string_view slug(CertificationDesk::RunState state) {
  using State = CertificationDesk::RunState;
  switch (state) {
    case State::kOpening:
      return "opening";
    case State::kSigning:
      return "signing";
    case State::kStopping:
      return "stopping";
    case State::kEnded:
      return "ended";
  }
  return "";
}

CertificationDesk::CertificationDesk(core::CertificationQueue& queue,
                                     const core::CertificationRegister& entries,
                                     const core::Clock& clock, OpenKey open, PinRefused refused)
    : queue_(queue),
      entries_(entries),
      clock_(clock),
      open_(std::move(open)),
      refused_(std::move(refused)) {}

CertificationDesk::~CertificationDesk() { close(); }

void CertificationDesk::close() {
  std::thread last;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    last = std::move(worker_);
  }
  if (last.joinable()) last.join();
}

void CertificationDesk::settle() const {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return runs_.empty() || runs_.back()->state == RunState::kEnded; });
}

std::string CertificationDesk::start(const Officer& officer, const std::vector<Item>& items,
                                     std::shared_ptr<const core::SecretText> pin) {
  for (const auto& item : items) {
    for (const auto check : kChecks) {
      if (std::find(item.checks.begin(), item.checks.end(), check) == item.checks.end()) {
        throw Error(kUnchecked, {.detail = std::string(check)});
      }
    }
  }
  const std::lock_guard lock(mutex_);
  const bool busy = !runs_.empty() && runs_.back()->state != RunState::kEnded;
  if (busy || closed_) throw Error(kRunBusy, {});
  if (worker_.joinable()) worker_.join();  // its run has ended
  auto run = std::make_shared<Run>();
  run->id = core::randomHex(12);
  run->officer = officer.id;
  run->started = clock_.now();
  for (const auto& item : items) run->items.emplace_back().request = item.request;
  runs_.push_back(run);
  if (runs_.size() > kRemembered) runs_.erase(runs_.begin());
  worker_ = std::thread([this, run, officer, items, pin = std::move(pin)]() mutable {
    work(run, officer, items, std::move(pin));
  });
  return run->id;
}

void CertificationDesk::work(const std::shared_ptr<Run>& run, const Officer& officer,
                             const std::vector<Item>& items,
                             std::shared_ptr<const core::SecretText> pin) {
  std::optional<Error> why;
  try {
    // Closed before the run counts as ended, so that the next officer's PIN is asked for.
    const auto certify = [&] {
      try {
        return open_(std::move(pin));
      } catch (const Error& error) {
        if (!refused_(error)) officer.not_tried();
        throw;
      }
    }();
    officer.let_in();
    {
      const std::lock_guard lock(mutex_);
      if (run->state == RunState::kOpening) run->state = RunState::kSigning;
    }
    for (std::size_t i = 0; i < items.size() && !stopping(*run); ++i) {
      if (!officer.may_go_on()) {
        why = Error(kOfficerGone, {});
        break;
      }
      certifyOne(*run, i, items[i], officer, certify);
    }
  } catch (const Error& error) {
    why = error;
  } catch (const std::exception&) {
    why = Error(core::kInternal, {});  // its text may quote what it stumbled over
  }
  end(*run, why);
}

void CertificationDesk::certifyOne(Run& run, std::size_t at, const Item& item,
                                   const Officer& officer, const Certify& certify) {
  const auto tell = [&](ItemState state, std::optional<core::RegisterEntry> entry,
                        std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    run.items[at].state = state;
    run.items[at].entry = std::move(entry);
    run.items[at].error = std::move(error);
  };
  tell(ItemState::kSigning, {}, {});
  const auto now = clock_.now();
  try {
    if (auto there = settled(item)) return tell(there->state, there->entry, there->error);
    queue_.take(item.request, {run.id, officer.id, officer.name, item.checks, now + kHold}, now);
  } catch (const Error& error) {
    tell(ItemState::kFailed, {}, error);
    return;
  }
  // A copy that is issued stays this officer's, with the ticks: the hold ends by itself, and
  // settled() puts it down then.
  bool issued = false;
  const auto failed = [&](const Error& error) {
    tell(ItemState::kFailed, {}, error);
    if (!issued) queue_.giveBack(item.request, run.id, std::string(error.code().slug));
  };
  try {
    const auto request = queue_.find(item.request, clock_.now());
    if (!request) throw Error(core::kNoSuchItem, {});
    auto entry = certify(request->source);
    issued = true;
    queue_.certified(item.request, entry.copy_id, clock_.now());
    tell(ItemState::kCertified, std::move(entry), {});
  } catch (const Error& error) {
    failed(error);
  } catch (const std::exception&) {
    failed(Error(core::kInternal, {}));
  }
}

// Certified since it was asked for: by a run that died before it could say so, whose officer and
// ticks are on record, or outside of the queue. Neither is the doing of who asks now.
std::optional<CertificationDesk::ItemStatus> CertificationDesk::settled(const Item& item) {
  const auto now = clock_.now();
  const auto request = queue_.find(item.request, now);
  if (!request || request->state != core::RequestState::kWaiting || request->held) return {};
  for (const auto& entry : entries_.ofSource(request->source)) {
    if (entry.state != core::EntryState::kIssued || !entry.closed ||
        *entry.closed < request->requested) {
      continue;
    }
    const bool died = request->held_until && *entry.closed >= *request->held_until - kHold &&
                      *entry.closed <= *request->held_until;
    if (died) {
      queue_.certified(item.request, entry.copy_id, now);
      return ItemStatus{item.request, ItemState::kCertified, entry, {}};
    }
    queue_.certifiedElsewhere(item.request, entry.copy_id, entry.certifier, now);
    return ItemStatus{item.request, ItemState::kFailed, {}, Error(kCertifiedElsewhere, {})};
  }
  return {};
}

bool CertificationDesk::stopping(const Run& run) const {
  const std::lock_guard lock(mutex_);
  return closed_ || run.state == RunState::kStopping;
}

void CertificationDesk::end(Run& run, const std::optional<Error>& why) {
  const std::lock_guard lock(mutex_);
  run.state = RunState::kEnded;
  run.error = why;
  ended_.notify_all();
}

std::optional<CertificationDesk::Run> CertificationDesk::run(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& run : runs_) {
    if (run->id == id) return *run;
  }
  return std::nullopt;
}

std::optional<CertificationDesk::Run> CertificationDesk::current() const {
  const std::lock_guard lock(mutex_);
  if (runs_.empty() || runs_.back()->state == RunState::kEnded) return std::nullopt;
  return *runs_.back();
}

void CertificationDesk::stop(const std::string& id) {
  const std::lock_guard lock(mutex_);
  for (const auto& run : runs_) {
    if (run->id == id && run->state != RunState::kEnded) run->state = RunState::kStopping;
  }
}

}  // namespace sohoa::pipeline
