#include "server/token_keys.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/unique_handle.h"
#include "server/base64.h"

namespace sohoa::server {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr core::ErrorCode kBadTokenKey{
    "server.bad_token_key", core::Retry::kConfigure,
    "Khoá ký mã truy cập không đọc được hoặc không phải P-256; hãy xoá tệp để tạo khoá mới.",
    "The key that signs access tokens cannot be read or is no P-256 key; remove the file to get a "
    "new one."};
constexpr std::size_t kNumber = 32;  // bytes of r and of s

using PkeyPtr = core::UniqueHandle<EVP_PKEY, &EVP_PKEY_free>;
using MdCtxPtr = core::UniqueHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;
using BioPtr = core::UniqueHandle<BIO, &BIO_free_all>;
using SigPtr = core::UniqueHandle<ECDSA_SIG, &ECDSA_SIG_free>;
using BignumPtr = core::UniqueHandle<BIGNUM, &BN_free>;

PkeyPtr makeKey(const fs::path& file) {
  PkeyPtr key(EVP_EC_gen("P-256"));
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (!key || !out ||
      PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw core::Error(core::kInternal, {.detail = "EVP_EC_gen"});
  }
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  core::writeFileAtomically(file, std::string_view(text, static_cast<std::size_t>(size)), 0600);
  return key;
}

PkeyPtr readKey(const fs::path& file) {
  const auto text = core::readText(file);
  const BioPtr in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  PkeyPtr key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (!key || EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &length) != 1 ||
      std::string_view(group.data(), length) != "prime256v1") {
    throw core::Error(kBadTokenKey, {.file = file.string()});
  }
  return key;
}

std::string coordinate(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  const BignumPtr owner(number);
  std::array<std::uint8_t, kNumber> bytes{};
  if (!owner || BN_bn2binpad(owner.get(), bytes.data(), kNumber) != static_cast<int>(kNumber)) {
    throw core::Error(core::kInternal, {.detail = "public key"});
  }
  return base64Url(bytes);
}

// RFC 7518 section 3.4: r and s side by side instead of DER.
std::vector<std::uint8_t> signature(EVP_PKEY* key, std::string_view text) {
  const MdCtxPtr context(EVP_MD_CTX_new());
  std::array<std::uint8_t, 128> der{};
  std::size_t size = der.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), der.data(), &size,
                     reinterpret_cast<const unsigned char*>(text.data()),  // NOLINT
                     text.size()) != 1) {
    throw core::Error(core::kInternal, {.detail = "EVP_DigestSign"});
  }
  const unsigned char* at = der.data();
  const SigPtr signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  std::vector<std::uint8_t> out(2 * kNumber);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out.data(), kNumber);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out.data() + kNumber, kNumber);
  return out;
}

bool verify(EVP_PKEY* key, std::string_view text, std::span<const std::uint8_t> signature) {
  if (signature.size() != 2 * kNumber) return false;
  const SigPtr parts(ECDSA_SIG_new());
  ECDSA_SIG_set0(parts.get(), BN_bin2bn(signature.data(), kNumber, nullptr),
                 BN_bin2bn(signature.data() + kNumber, kNumber, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  if (size <= 0) return false;
  const MdCtxPtr context(EVP_MD_CTX_new());
  const bool ok = EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                  EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size),
                                   reinterpret_cast<const unsigned char*>(text.data()),  // NOLINT
                                   text.size()) == 1;
  OPENSSL_free(der);
  return ok;
}

struct TokenKey {
  PkeyPtr key;
  std::string x, y, id;
  std::optional<core::Timestamp> until;  // nothing: it signs

  [[nodiscard]] bool takenAt(core::Timestamp now) const { return !until || now < *until; }
};

TokenKey described(PkeyPtr pkey, std::optional<core::Timestamp> until) {
  TokenKey key{std::move(pkey), {}, {}, {}, until};
  key.x = coordinate(key.key.get(), OSSL_PKEY_PARAM_EC_PUB_X);
  key.y = coordinate(key.key.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
  // RFC 7638: the digest of the required members in order.
  key.id = base64Url(
      core::sha256(R"({"crv":"P-256","kty":"EC","x":")" + key.x + R"(","y":")" + key.y + R"("})")
          .bytes());
  return key;
}

// The end that the name of a former key tells; nothing for any other file.
std::optional<core::Timestamp> untilIn(const fs::path& former, const fs::path& file) {
  const auto name = former.stem().string();
  const auto head = file.stem().string() + "-";
  if (!name.starts_with(head) || former.extension() != file.extension()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto* end = name.data() + name.size();
  const auto [at, error] = std::from_chars(name.data() + head.size(), end, seconds);
  if (error != std::errc() || at != end) return std::nullopt;
  return core::Timestamp(std::chrono::seconds(seconds));
}

// Alone: of two that put a key in place at once, one key would be in no place, and its tokens
// refused.
core::Fd aloneIn(const fs::path& folder) {
  fs::create_directories(folder);
  core::Fd alone(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!alone || ::flock(alone.get(), LOCK_EX) != 0) core::throwSystemError(folder, errno);
  return alone;
}

PkeyPtr firstKey(const fs::path& file) {
  const auto alone = aloneIn(file.parent_path());
  return fs::exists(file) ? readKey(file) : makeKey(file);
}

// Under a name that is free.
void keepFormer(const fs::path& file, core::Timestamp until) {
  auto seconds = std::chrono::ceil<std::chrono::seconds>(until).time_since_epoch().count();
  for (;; ++seconds) {
    const auto former = file.parent_path() / (file.stem().string() + "-" + std::to_string(seconds) +
                                              file.extension().string());
    if (::link(file.c_str(), former.c_str()) == 0) return;
    if (errno != EEXIST) core::throwSystemError(former, errno);
    if (fs::equivalent(file, former)) return;  // whoever kept it died before there was another
  }
}

// The one that signs first.
std::vector<TokenKey> load(const fs::path& file) {
  std::vector<TokenKey> keys;
  keys.push_back(described(fs::exists(file) ? readKey(file) : firstKey(file), std::nullopt));
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(file.parent_path(), none)) {
    const auto until = untilIn(entry.path(), file);
    if (!until) continue;
    try {
      keys.push_back(described(readKey(entry.path()), until));
    } catch (const core::Error&) {
      // Tokens of a former key that is damaged are refused; those of the others go on.
    }
  }
  return keys;
}

}  // namespace

struct TokenKeys::State {
  using Stamp = std::pair<ino_t, std::int64_t>;

  explicit State(const fs::path& path) : file(path) {}

  [[nodiscard]] std::optional<Stamp> stampNow() const {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) return std::nullopt;
    return Stamp{info.st_ino, info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec};
  }
  // Those of now; a file that is away or cannot be read leaves those that were.
  std::shared_ptr<const std::vector<TokenKey>> keys() {
    const std::lock_guard lock(mutex);
    const auto now = stampNow();
    if (held && (!now || now == stamp)) return held;
    try {
      held = std::make_shared<const std::vector<TokenKey>>(load(file));
      // As it was before: whatever was put in place while it was read is read next time.
      stamp = now;
    } catch (const core::Error&) {
      if (!held) throw;
    }
    return held;
  }

  fs::path file;
  std::mutex mutex;
  std::optional<Stamp> stamp;
  std::shared_ptr<const std::vector<TokenKey>> held;
};

TokenKeys::TokenKeys(const fs::path& file) : state_(std::make_unique<State>(file)) {
  static_cast<void>(state_->keys());
}

TokenKeys::~TokenKeys() = default;

// The old key is in one of its places at any moment, whatever dies in between.
void TokenKeys::renew(const fs::path& file, core::Timestamp until) {
  const auto folder = file.parent_path();
  const auto alone = aloneIn(folder);
  if (fs::exists(file)) {
    static_cast<void>(readKey(file));
    keepFormer(file, until);
    core::syncFolder(folder);
  }
  static_cast<void>(makeKey(file));
}

std::string TokenKeys::sign(std::string_view type, const std::string& claims) const {
  const auto keys = state_->keys();
  const auto& key = keys->front();
  const json head{{"alg", "ES256"}, {"typ", type}, {"kid", key.id}};
  const auto text = base64Url(head.dump()) + "." + base64Url(claims);
  return text + "." + base64Url(signature(key.key.get(), text));
}

bool TokenKeys::verifies(const std::string& id, std::string_view text,
                         std::span<const std::uint8_t> signature, core::Timestamp now) const {
  const auto keys = state_->keys();
  for (const auto& key : *keys) {
    const bool meant = id.empty() ? !key.until : key.id == id;
    if (meant && key.takenAt(now) && verify(key.key.get(), text, signature)) return true;
  }
  return false;
}

std::string TokenKeys::keySet(core::Timestamp now) const {
  json set = json::array();
  const auto keys = state_->keys();
  for (const auto& key : *keys) {
    if (!key.takenAt(now)) continue;
    set.push_back({{"kty", "EC"},
                   {"crv", "P-256"},
                   {"use", "sig"},
                   {"alg", "ES256"},
                   {"kid", key.id},
                   {"x", key.x},
                   {"y", key.y}});
  }
  return json{{"keys", std::move(set)}}.dump();
}

}  // namespace sohoa::server
