#include "signing/timestamp_client.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"
#include "signing/timestamp_exchange.h"

namespace sohoa::signing {
struct TimestampClient::State {
  TimestampOptions options;
  StorePtr anchors;
  const core::Clock& clock;
  const Sleeper& sleeper;
  mutable CertificateCache parsed{};
  mutable std::atomic<std::size_t> largest_token{0};

  void remember(std::size_t size) const {
    std::size_t seen = largest_token;
    while (seen < size && !largest_token.compare_exchange_weak(seen, size)) {
    }
  }
};

void ThreadSleeper::sleep(std::chrono::milliseconds duration) const {
  std::this_thread::sleep_for(duration);
}

TimestampClient::TimestampClient(TimestampOptions options, const core::Clock& clock,
                                 const Sleeper& sleeper) {
  if (options.authorities.empty() || options.trust.empty()) {
    throw core::Error(core::kBadSettings,
                      {.detail = "a timestamp authority and a trust anchor are needed"});
  }
  StorePtr anchors(X509_STORE_new());
  for (const auto& file : options.trust) {
    for (const X509Ptr& anchor : readPemCertificates(file)) {
      ensure(anchors && X509_STORE_add_cert(anchors.get(), anchor.get()) == 1,
             kCertificateUnreadable, "trust anchor");
    }
  }
  // NOLINTNEXTLINE(modernize-make-unique): an aggregate with an atomic can only be made in place
  state_.reset(new State{std::move(options), std::move(anchors), clock, sleeper});
}

TimestampClient::~TimestampClient() = default;

Bytes TimestampClient::token(const core::Sha256& digest) const {
  const TimestampOptions& options = state_->options;
  std::string failures;
  for (int round = 0; round < options.backoff.rounds; ++round) {
    if (round > 0) state_->sleeper.sleep(backoff(options.backoff, round));
    failures.clear();
    for (const TimestampAuthority& authority : options.authorities) {
      try {
        const TsRequestPtr request = timestampRequest(digest, authority.policy);
        const Bytes answer = authority.transport->exchange(encodeRequest(request.get()));
        Bytes token = acceptedToken(
            request.get(), answer,
            {state_->anchors.get(), state_->parsed, state_->clock.now(), options.tolerated_skew});
        state_->remember(token.size());
        return token;
      } catch (const core::Error& error) {
        if (error.code() == core::kBadSettings) throw;
        if (!failures.empty()) failures += "; ";
        failures += authority.name + ": " + error.what();
      }
    }
  }
  throw core::Error(kTsaUnavailable, {.detail = failures});
}

std::size_t TimestampClient::tokenSize() const {
  if (state_->largest_token == 0) static_cast<void>(token(core::sha256(ByteView{})));
  return state_->largest_token;
}

}  // namespace sohoa::signing
