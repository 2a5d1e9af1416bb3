#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kRequestTaken{
    "certification.taken", Retry::kTransient,
    "Cán bộ khác đang chứng thực bản này; hãy đợi rồi xem lại hàng chờ.",
    "Another officer is certifying this copy; wait, then look at the queue again."};
inline constexpr ErrorCode kRequestClosed{
    "certification.closed", Retry::kNever,
    "Đề nghị này đã được chứng thực hoặc từ chối; hãy tải lại hàng chờ.",
    "This request was certified or refused already; load the queue again."};

enum class RequestState { kWaiting, kCertified, kRefused };
[[nodiscard]] std::string_view slug(RequestState state);  // "waiting", "certified", "refused"
[[nodiscard]] std::optional<RequestState> requestState(std::string_view slug);

// Somebody asks that a digitised copy be certified from its original.
struct CertificationRequest {
  std::int64_t number = 0;  // given by the queue
  std::string source;       // id of the digitised copy
  std::string unit;         // the copy's office
  std::string case_file;
  std::string requester;  // account, as logs say it
  std::string requester_name;
  Timestamp requested;
  RequestState state = RequestState::kWaiting;
  bool held = false;                         // somebody certifies it at this moment
  std::optional<Timestamp> held_until = {};  // until when the last who took it and died held it
  std::string failure;  // code of what the last attempt failed with; empty: none did
  std::string officer;  // who took it last, or refused it
  std::string officer_name;
  std::vector<std::string> checks;  // what the officer ticked before it was signed
  std::string reason;               // why refused
  std::string copy;                 // the certified copy
  std::optional<Timestamp> decided;
};

// Who takes a request to certify it.
struct CertificationHold {
  std::string holder;  // one run of one officer
  std::string officer;
  std::string officer_name;
  std::vector<std::string> checks;  // plain words without commas
  Timestamp until;                  // from then on others may take it: the holder is dead
};

struct CertificationFilter {
  std::optional<RequestState> state{};
  std::optional<std::vector<std::string>> units{};  // nothing: all
  std::string requester{};                          // empty: anybody's
  std::int64_t after = 0;                           // behind this number, in the list's order
  int limit = 100;
};

// Copies that wait for their certification, and what became of each request; kept beside the
// certification register, as evidence of what was compared. A request that is decided changes no
// more, whoever writes. Durable when a call returns. Safe for several threads and processes.
// Throws Error(kStoreBusy).
class CertificationQueue {
 public:
  virtual ~CertificationQueue() = default;

  // The request of this copy that waits already, or else a new one.
  virtual CertificationRequest add(const CertificationRequest& request) = 0;
  [[nodiscard]] virtual std::optional<CertificationRequest> find(std::int64_t number,
                                                                 Timestamp now) const = 0;
  // Those that wait oldest first, all others newest first.
  [[nodiscard]] virtual std::vector<CertificationRequest> list(const CertificationFilter& filter,
                                                               Timestamp now) const = 0;

  // Nobody else may decide it until the hold ends. What was ticked is on record from here on.
  // Throws Error(kRequestTaken), Error(kRequestClosed), Error(kNoSuchItem).
  virtual void take(std::int64_t number, const CertificationHold& hold, Timestamp now) = 0;
  // It was not certified; `failure` tells why. Does nothing when somebody else holds it by now.
  virtual void giveBack(std::int64_t number, const std::string& holder,
                        const std::string& failure) = 0;
  // Its certified copy is delivered, by whoever took it last; again with the same copy changes
  // nothing. Throws Error(kRequestClosed), Error(kNoSuchItem).
  virtual void certified(std::int64_t number, const std::string& copy, Timestamp now) = 0;
  // Its copy was certified outside of this queue, by whom the register names: nobody's ticks are on
  // record. Throws what take() throws.
  virtual void certifiedElsewhere(std::int64_t number, const std::string& copy,
                                  const std::string& certifier, Timestamp now) = 0;
  // `reason` is not empty. Throws what take() throws.
  virtual void refuse(std::int64_t number, const std::string& officer,
                      const std::string& officer_name, const std::string& reason,
                      Timestamp now) = 0;
};

}  // namespace sohoa::core
