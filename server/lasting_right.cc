#include "server/lasting_right.h"

#include "core/error.h"

namespace sohoa::server {
namespace {

constexpr std::chrono::seconds kLookedAt{5};

// What let somebody in, kept while a stream lasts.
class Right {
 public:
  Right(Api::State& state, const Call& call)
      : state_(state),
        session_(call.visitor ? call.visitor->session.key : std::string()),
        token_(call.request.header("authorization")),
        caller_(call.caller),
        next_(state.parts.clock.now() + kLookedAt) {}

  [[nodiscard]] bool lasts() {
    const auto now = state_.parts.clock.now();
    if (now < next_) return true;
    try {
      const auto caller = asNow();
      next_ = now + kLookedAt;
      return caller && *caller == caller_;
    } catch (const core::Error&) {
      return true;  // the book is busy: asked again with the next event
    }
  }

 private:
  [[nodiscard]] std::optional<Caller> asNow() const {
    if (!session_.empty()) {
      const auto person = state_.sessions.alive(session_);
      return person ? std::optional(callerOf(state_, *person)) : std::nullopt;
    }
    const auto claims =
        state_.parts.mint.read(std::string_view(token_).substr(token_.find(' ') + 1));
    if (!claims) return std::nullopt;
    const auto client = state_.parts.book.client(claims->client);
    if (!client || client->disabled) return std::nullopt;
    return callerOf(state_, *client);
  }

  Api::State& state_;
  std::string session_, token_;
  Caller caller_;
  core::Timestamp next_;
};

}  // namespace

Caller callerOf(const Api::State& state, const core::ApiClient& client) {
  return {client.id, client.unit, client.roles, state.options.units.scope(client.sees)};
}

Caller callerOf(const Api::State& state, const core::Operator& person) {
  return {person.id, person.unit, person.roles, state.options.units.scope(person.sees)};
}

EventSource whileAllowed(Api::State& state, const Call& call, EventSource source) {
  return [right = Right(state, call), source = std::move(source)]() mutable {
    return right.lasts() ? source() : Event{"", true};
  };
}

}  // namespace sohoa::server
