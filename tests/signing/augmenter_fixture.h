#pragma once

#include <map>
#include <memory>
#include <string>

#include "signing/local_pki_responder.h"
#include "signing/pades_augmenter.h"
#include "signing/revocation_client.h"
#include "tests/signing/verifier_fixture.h"

namespace sohoa::test {

class NoSleep final : public signing::Sleeper {
 public:
  void sleep(std::chrono::milliseconds /*duration*/) const override {}
};

// Lets a test answer some addresses itself and passes the others on.
class TamperingClient final : public core::HttpClient {
 public:
  using Answer = std::function<core::HttpResponse(const core::HttpRequest&)>;
  explicit TamperingClient(core::HttpClient& next) : next_(next) {}

  void answer(const std::string& ending, Answer answer) { answers_[ending] = std::move(answer); }
  [[nodiscard]] core::HttpResponse send(const core::HttpRequest& request) override {
    ++asked[request.url];
    for (const auto& [ending, answer] : answers_) {
      if (request.url.ends_with(ending)) return answer(request);
    }
    return next_.send(request);
  }

  std::map<std::string, int> asked;

 private:
  core::HttpClient& next_;
  std::map<std::string, Answer> answers_;
};

// Everything that makes signatures last, against the demo PKI's own services.
class AugmenterTest : public VerifierTest {
 protected:
  [[nodiscard]] std::string augmented(const std::string& pdf, core::PadesLevel level) {
    const core::TemporaryFolder folder;
    const auto file = folder.path() / "copy.pdf";
    core::writeFileAtomically(file, pdf);
    augmenter().augment(file, file, level);
    return core::readText(file);
  }
  [[nodiscard]] signing::PadesAugmenter augmenter() {
    return signing::PadesAugmenter(
        {{pki() / "trust/root.pem"}, {}, &revocation_, timestamps_.get()}, clock_);
  }
  // As if on another machine: the roots, and nothing else that the file does not hold.
  [[nodiscard]] core::VerificationReport verifyAlone(const std::string& pdf,
                                                     core::VerifyRequest::Policy policy,
                                                     std::optional<core::Timestamp> at = {}) {
    return verifyWith({{pki() / "trust/root.pem"}, {}, {}, clock_}, pdf, {policy, at, true});
  }

  core::SystemClock clock_;
  NoSleep no_sleep_;
  signing::LocalPkiResponder services_{pki(), signing::DemoPkiOptions{}.base_url, clock_, nullptr};
  TamperingClient http_{services_};
  signing::RevocationClient revocation_{http_, {}, clock_, no_sleep_};
  std::unique_ptr<signing::TimestampClient> timestamps_ = localTimestamps();

 private:
  [[nodiscard]] std::unique_ptr<signing::TimestampClient> localTimestamps() {
    signing::TimestampOptions options;
    options.authorities = {
        {"local",
         std::make_shared<signing::LocalTimestampAuthority>(p12("tsa"), pass("tsa"), clock_), ""}};
    options.trust = {pki() / "trust/root.pem"};
    return std::make_unique<signing::TimestampClient>(options, clock_, no_sleep_);
  }
};

}  // namespace sohoa::test
