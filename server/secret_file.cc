#include "server/secret_file.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "core/random.h"
#include "core/unique_handle.h"
#include "server/base64.h"

namespace sohoa::server {
namespace {

namespace fs = std::filesystem;

constexpr core::ErrorCode kBadSecretKey{
    "server.bad_secret_key", core::Retry::kConfigure,
    "Khoá niêm phong bí mật không đọc được; hãy phục hồi tệp từ bản sao lưu có khoá. Xoá tệp thì "
    "mã xác thực hai lớp và webhook phải lập lại.",
    "The key that seals secrets cannot be read; restore the file from a backup with keys. Without "
    "it second factors and webhooks must be set up anew."};

constexpr std::string_view kPrefix = "sealed:1:";
constexpr std::size_t kKey = 32;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

using Bytes = std::vector<std::uint8_t>;
using Key = std::array<std::uint8_t, kKey>;
using CipherPtr = core::UniqueHandle<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

[[noreturn]] void broken() { throw core::Error(core::kInternal, {.detail = "AES-256-GCM"}); }

const std::uint8_t* bytesOf(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

int sizeOf(const std::string& text) { return static_cast<int>(text.size()); }

Key readKey(const fs::path& file) {
  const auto bytes = fromBase64(core::readText(file));
  if (!bytes || bytes->size() != kKey) throw core::Error(kBadSecretKey, {.file = file.string()});
  Key key{};
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

// Of processes that make one at once, all go on with the first.
Key makeKey(const fs::path& file) {
  Key key{};
  core::fillRandom(key);
  fs::create_directories(file.parent_path());
  const auto draft = file.string() + "." + core::randomHex(8);
  core::writeFileAtomically(draft, base64(key), 0600);
  const bool first = ::link(draft.c_str(), file.c_str()) == 0;
  const int error = errno;
  fs::remove(draft);
  if (!first && error != EEXIST) core::throwSystemError(file, error);
  core::syncFolder(file.parent_path());
  return readKey(file);
}

}  // namespace

struct SecretFile::State {
  fs::path file;
  std::mutex mutex;
  std::optional<Key> key;

  Key needed() {
    const std::lock_guard lock(mutex);
    if (!key) key = fs::exists(file) ? readKey(file) : makeKey(file);
    return *key;
  }
  std::optional<Key> there() {
    const std::lock_guard lock(mutex);
    if (!key && fs::exists(file)) key = readKey(file);
    return key;
  }
};

SecretFile::SecretFile(fs::path key) : state_(std::make_unique<State>()) {
  state_->file = std::move(key);
}

SecretFile::~SecretFile() = default;

std::string SecretFile::seal(const std::string& text, const std::string& use) const {
  if (text.empty() || text.starts_with(core::kSealed)) return text;
  const auto key = state_->needed();
  Bytes out(kNonce + text.size() + kTag);
  const std::span nonce(out.data(), kNonce);
  core::fillRandom(nonce);
  const CipherPtr cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  if (!cipher ||
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), out.data()) != 1 ||
      EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytesOf(use), sizeOf(use)) != 1 ||
      EVP_EncryptUpdate(cipher.get(), out.data() + kNonce, &length, bytesOf(text), sizeOf(text)) !=
          1 ||
      EVP_EncryptFinal_ex(cipher.get(), out.data() + kNonce + length, &length) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTag,
                          out.data() + kNonce + text.size()) != 1) {
    broken();
  }
  return std::string(kPrefix) + base64(out);
}

std::string SecretFile::open(const std::string& sealed, const std::string& use) const {
  if (!sealed.starts_with(kPrefix)) return sealed;
  auto bytes = fromBase64(sealed.substr(kPrefix.size()));
  const auto key = state_->there();
  if (!key || !bytes || bytes->size() < kNonce + kTag) return sealed;
  const auto size = bytes->size() - kNonce - kTag;
  std::string text(size, '\0');
  const CipherPtr cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  auto* out = reinterpret_cast<std::uint8_t*>(text.data());
  if (!cipher ||
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key->data(), bytes->data()) !=
          1 ||
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytesOf(use), sizeOf(use)) != 1 ||
      EVP_DecryptUpdate(cipher.get(), out, &length, bytes->data() + kNonce,
                        static_cast<int>(size)) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTag,
                          bytes->data() + kNonce + size) != 1) {
    broken();
  }
  if (EVP_DecryptFinal_ex(cipher.get(), out + length, &length) != 1) return sealed;
  return text;
}

}  // namespace sohoa::server
