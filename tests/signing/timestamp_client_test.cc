#include "signing/timestamp_client.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "core/child_process.h"
#include "core/error.h"
#include "signing/errors.h"
#include "signing/local_timestamp_authority.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

using ::testing::HasSubstr;

constexpr std::uint8_t kData[] = {1, 2, 3};

class RecordingSleeper final : public Sleeper {
 public:
  void sleep(std::chrono::milliseconds duration) const override { slept.push_back(duration); }
  mutable std::vector<std::chrono::milliseconds> slept;
};

// Asks a real authority and spoils what it is given or what it answers.
class Spoiler final : public TimestampTransport {
 public:
  using Change = void (*)(Bytes&);
  Spoiler(std::shared_ptr<TimestampTransport> real, Change request, Change answer)
      : real_(std::move(real)), request_(request), answer_(answer) {}
  Bytes exchange(ByteView request) override {
    ++calls;
    Bytes query(request.begin(), request.end());
    if (request_ != nullptr) request_(query);
    Bytes answer = real_->exchange(query);
    if (answer_ != nullptr) answer_(answer);
    return answer;
  }
  int calls = 0;

 private:
  std::shared_ptr<TimestampTransport> real_;
  Change request_;
  Change answer_;
};

class Timestamp : public test::DemoPkiTest {
 protected:
  std::shared_ptr<TimestampTransport> local() {
    return std::make_shared<LocalTimestampAuthority>(p12("tsa"), pass("tsa"), clock_);
  }
  TimestampOptions options(std::vector<TimestampAuthority> authorities) {
    TimestampOptions options;
    options.authorities = std::move(authorities);
    options.trust = {pki() / "trust/root.pem"};
    return options;
  }
  Bytes token(const TimestampOptions& options) {
    return TimestampClient(options, clock_, sleeper_).token(core::sha256(kData));
  }
  std::string failureOf(const TimestampOptions& options) {
    try {
      static_cast<void>(token(options));
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), kTsaUnavailable);
      EXPECT_EQ(error.retry(), core::Retry::kTransient);
      return error.what();
    }
    return "no failure";
  }
  std::string failureOf(Spoiler::Change request, Spoiler::Change answer) {
    return failureOf(options({{"bad", std::make_shared<Spoiler>(local(), request, answer), ""}}));
  }
  core::ChildResult opensslVerify(const Bytes& token) {
    core::writeFileAtomically(folder_.path() / "token", token);
    core::writeFileAtomically(folder_.path() / "data", ByteView(kData));
    return core::runChild({"openssl", "ts", "-verify", "-token_in", "-in", folder_.path() / "token",
                           "-data", folder_.path() / "data", "-CAfile", pki() / "trust/root.pem",
                           "-untrusted", pki() / "ca/issuing.pem"},
                          {}, std::chrono::seconds(30));
  }

  core::SystemClock clock_;
  RecordingSleeper sleeper_;
  core::TemporaryFolder folder_;
};

TEST_F(Timestamp, LocalTokensSatisfyOpenssl) {
  const auto result = opensslVerify(token(options({{"local", local(), ""}})));
  EXPECT_EQ(result.exit_code, 0) << result.standard_error;
  EXPECT_TRUE(sleeper_.slept.empty());
}

TEST_F(Timestamp, LocalSerialNumbersNeverRepeat) {
  const auto client_options = options({{"local", local(), ""}});
  EXPECT_NE(token(client_options), token(client_options));
}

TEST_F(Timestamp, AsksTheNextAuthorityWhenOneFails) {
  const auto bad = std::make_shared<Spoiler>(
      local(), nullptr, [](Bytes& answer) { answer.resize(answer.size() / 2); });
  EXPECT_FALSE(token(options({{"bad", bad, ""}, {"good", local(), ""}})).empty());
  EXPECT_EQ(bad->calls, 1);
  EXPECT_TRUE(sleeper_.slept.empty());
}

TEST_F(Timestamp, TriesAllRoundsWithGrowingPauses) {
  const auto bad =
      std::make_shared<Spoiler>(local(), nullptr, [](Bytes& answer) { answer.clear(); });
  auto many = options({{"bad", bad, ""}});
  many.backoff.rounds = 5;
  many.backoff.first_delay = std::chrono::milliseconds(100);
  many.backoff.longest_delay = std::chrono::milliseconds(300);
  EXPECT_THAT(failureOf(many), HasSubstr("bad: signing.tsa_bad_answer"));
  EXPECT_EQ(bad->calls, 5);
  ASSERT_EQ(sleeper_.slept.size(), 4U);
  const int longest[] = {100, 200, 300, 300};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_GE(sleeper_.slept[i].count(), longest[i] / 2);
    EXPECT_LE(sleeper_.slept[i].count(), longest[i]);
  }
}

TEST_F(Timestamp, RefusesATokenForOtherData) {
  // The imprint is 32 bytes; its first one follows the OCTET STRING header 04 20.
  const auto other_imprint = [](Bytes& request) {
    const Bytes header{0x04, 0x20};
    std::ranges::search(request, header).begin()[2] ^= 1;
  };
  EXPECT_THAT(failureOf(other_imprint, nullptr), HasSubstr("TIMESTAMP_IMPRINT_MISMATCH"));
}

TEST_F(Timestamp, RefusesAReplayedToken) {
  const auto other_nonce = [](Bytes& request) {
    // nonce INTEGER of 9 bytes (leading zero), then certReq TRUE.
    request[request.size() - 4] ^= 1;
  };
  EXPECT_THAT(failureOf(other_nonce, nullptr), HasSubstr("nonce"));
}

TEST_F(Timestamp, RefusesADamagedSignatureAndGarbage) {
  EXPECT_THAT(failureOf(nullptr, [](Bytes& answer) { answer.back() ^= 1; }),
              HasSubstr("tsa_bad_answer"));
  EXPECT_THAT(failureOf(nullptr,
                        [](Bytes& answer) {
                          answer = {0x30, 0x80, 0x30, 0x80};
                        }),
              HasSubstr("not a TimeStampResp"));
  EXPECT_THAT(failureOf(nullptr, [](Bytes& answer) { answer.assign(100000, 0x30); }),
              HasSubstr("not a TimeStampResp"));
  EXPECT_THAT(failureOf(nullptr, [](Bytes& answer) { answer.push_back(0); }),
              HasSubstr("not a TimeStampResp"));
}

TEST_F(Timestamp, RefusesAnAuthorityItDoesNotTrust) {
  core::TemporaryFolder other;
  DemoPkiOptions pki_options;
  pki_options.rsa_bits = 2048;
  createDemoPki(other.path() / "pki", pki_options, clock_);
  auto foreign = options({{"local", local(), ""}});
  foreign.trust = {other.path() / "pki/trust/root.pem"};
  EXPECT_THAT(failureOf(foreign), HasSubstr("tsa_bad_answer"));
}

TEST_F(Timestamp, RefusesATimeFarFromItsOwnClock) {
  const core::FixedClock wrong(clock_.now() + std::chrono::hours(2));
  const auto late = std::make_shared<LocalTimestampAuthority>(p12("tsa"), pass("tsa"), wrong);
  EXPECT_THAT(failureOf(options({{"late", late, ""}})), HasSubstr("far from this computer"));
}

TEST_F(Timestamp, RefusesAKeyThatIsNotForTimeStamping) {
  try {
    const LocalTimestampAuthority authority(p12("operator"), pass("operator"), clock_);
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kKeyUnreadable);
  }
}

TEST_F(Timestamp, NeedsAnAuthorityAndATrustAnchor) {
  for (auto bad : {TimestampOptions{}, options({})}) {
    try {
      const TimestampClient client(bad, clock_, sleeper_);
      FAIL();
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), core::kBadSettings);
    }
  }
}

}  // namespace
}  // namespace sohoa::signing
