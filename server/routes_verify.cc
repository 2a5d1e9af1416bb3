// Anybody's signed PDF, looked at and forgotten.
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/verification_json.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/finding_words.h"
#include "server/json_body.h"
#include "server/judged.h"

namespace sohoa::server {
namespace {

class VerifySink final : public BodySink {
 public:
  explicit VerifySink(Api::State& state)
      : state_(state), folder_(state.options.scratch), file_(folder_.path() / "document.pdf") {}

  void receive(std::span<const std::uint8_t> piece) override {
    hash_.update(piece);
    size_ += piece.size();
    file_.write(piece);
  }

  Response finish(Call& call) override {
    if (size_ == 0) throw core::Error(kBadRequest, {.detail = "the body is empty"});
    file_.commit();
    auto out = judged(state_, folder_.path() / "document.pdf", {});
    addFindingWords(out, call.language);
    out["sha256"] = hash_.finish().hex();
    out["size"] = size_;
    out["checked"] = core::formatIso8601(state_.parts.clock.now());
    return jsonResponse(out);
  }

 private:
  Api::State& state_;
  core::TemporaryFolder folder_;
  core::AtomicFile file_;
  core::Sha256Stream hash_;
  std::uint64_t size_ = 0;
};

}  // namespace

nlohmann::json judged(const Api::State& state, const std::filesystem::path& file,
                      const Judging& how) {
  if (state.options.judge) return state.options.judge(file, how);
  core::VerifyRequest request;
  request.policy = how.policy;
  return core::verificationJson(state.parts.verifier.verify(file, request));
}

void addVerifyRoutes(Api::State& state) {
  state.routes.push_back(
      {.method = "POST",
       .path = "/api/v1/verify",
       .operation = "verifyDocument",
       .any_of = {},
       .open = true,
       .media_type = "application/pdf",
       .most_bytes = state.options.most_verified_bytes,
       .sink = [&state](Call& call) -> std::unique_ptr<BodySink> {
         if (call.caller.client.empty()) {
           call.retry_after = state.limiter.wait("verify " + call.request.address,
                                                 state.options.verifies_per_minute);
         }
         if (call.retry_after > 0) throw core::Error(kTooManyRequests, {});
         if (!state.options.room(call.request.length.value_or(state.options.most_verified_bytes))) {
           throw core::Error(core::kDiskFull, {});
         }
         return std::make_unique<VerifySink>(state);
       }});
}

}  // namespace sohoa::server
