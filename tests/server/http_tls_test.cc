#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>

#include "core/digest.h"
#include "core/unique_handle.h"
#include "server/base64.h"
#include "server/errors.h"
#include "tests/server/http_fixture.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

using PkeyPtr = core::UniqueHandle<EVP_PKEY, &EVP_PKEY_free>;
using X509Ptr = core::UniqueHandle<X509, &X509_free>;
using BioPtr = core::UniqueHandle<BIO, &BIO_free_all>;
using SslPtr = core::UniqueHandle<SSL, &SSL_free>;
using SslCtxPtr = core::UniqueHandle<SSL_CTX, &SSL_CTX_free>;

std::string pem(BIO* bio) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

// A self-signed certificate, written to FOLDER/NAME.pem and .key.
X509Ptr makeCertificate(const std::filesystem::path& folder, const std::string& name, long serial) {
  const PkeyPtr key(EVP_EC_gen("P-256"));
  X509Ptr certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  auto* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const BioPtr as_certificate(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(as_certificate.get(), certificate.get());
  core::writeFileAtomically(folder / (name + ".pem"), pem(as_certificate.get()));
  const BioPtr as_key(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(as_key.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  core::writeFileAtomically(folder / (name + ".key"), pem(as_key.get()));
  return certificate;
}

// A client over TLS of one version.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, int version, const std::filesystem::path& identity = {})
      : line_(port), context_(SSL_CTX_new(TLS_client_method())) {
    if (version < TLS1_2_VERSION) SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
    if (!identity.empty()) {
      SSL_CTX_use_certificate_file(context_.get(), (identity.string() + ".pem").c_str(),
                                   SSL_FILETYPE_PEM);
      SSL_CTX_use_PrivateKey_file(context_.get(), (identity.string() + ".key").c_str(),
                                  SSL_FILETYPE_PEM);
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), line_.fd());
    shaken_ = SSL_connect(ssl_.get()) == 1;
  }
  [[nodiscard]] bool shaken() const { return shaken_; }
  [[nodiscard]] std::string version() const { return SSL_get_version(ssl_.get()); }
  [[nodiscard]] long serial() const {
    const X509Ptr shown(SSL_get1_peer_certificate(ssl_.get()));
    return ASN1_INTEGER_get(X509_get0_serialNumber(shown.get()));
  }
  // The whole answer to a request, as far as the line carries it.
  std::string ask(const std::string& target, std::size_t body) {
    const auto request = "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    if (SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size())) <= 0) return {};
    std::string all;
    std::vector<char> piece(1U << 16U);
    for (;;) {
      const auto end = all.find("\r\n\r\n");
      if (end != std::string::npos && all.size() >= end + 4 + body) return all.substr(end + 4);
      const int count = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
      if (count <= 0) return {};
      all.append(piece.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  RawClient line_;
  SslCtxPtr context_;
  SslPtr ssl_;
  bool shaken_ = false;
};

class HttpTls : public HttpServerTest {
 protected:
  HttpTls() {
    // The client's library writes to lines that the server has closed.
    std::signal(SIGPIPE, SIG_IGN);
    certificate_ = makeCertificate(folder_.path(), "server", 1);
  }
  HttpServerOptions options() {
    HttpServerOptions options;
    options.tls.certificate = folder_.path() / "server.pem";
    options.tls.key = folder_.path() / "server.key";
    return options;
  }
  TlsClient tls(int version = TLS1_3_VERSION, const std::filesystem::path& identity = {}) {
    return {server_->port(), version, identity};
  }
  X509Ptr certificate_;
};

TEST_F(HttpTls, SpeaksTls12And13AndNothingOlder) {
  serve(options());
  for (const auto& [version, name] :
       {std::pair(TLS1_2_VERSION, "TLSv1.2"), {TLS1_3_VERSION, "TLSv1.3"}}) {
    auto one = tls(version);
    ASSERT_TRUE(one.shaken()) << name;
    EXPECT_EQ(one.version(), name);
    EXPECT_EQ(one.ask("/hello", 5), "hello");
    EXPECT_EQ(one.ask("/who", 4), "tls ");
  }
  EXPECT_FALSE(tls(TLS1_1_VERSION).shaken());
  EXPECT_FALSE(tls(TLS1_VERSION).shaken());
  auto plain = client();
  plain.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(plain.toEnd().find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(HttpTls, ALargeFileComesWhole) {
  serve(options());
  makeFile((9U << 20U) + 3);
  auto one = tls();
  EXPECT_EQ(core::sha256(one.ask("/file", (9U << 20U) + 3)),
            core::sha256(core::readFile(application_.file)));
}

TEST_F(HttpTls, TellsTheThumbprintOfTheClientsCertificate) {
  const auto certificate = makeCertificate(folder_.path(), "client", 7);
  static_cast<void>(makeCertificate(folder_.path(), "stranger", 8));
  auto with_roots = options();
  with_roots.tls.client_roots = folder_.path() / "client.pem";
  serve(with_roots);
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  const auto due = base64Url(
      core::sha256(std::span<const std::uint8_t>(der, static_cast<std::size_t>(size))).bytes());
  OPENSSL_free(der);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto known = tls(version, folder_.path() / "client");
    EXPECT_EQ(known.ask("/who", due.size() + 4), "tls " + due);
    auto nobody = tls(version);
    EXPECT_EQ(nobody.ask("/who", 4), "tls ");
    auto stranger = tls(version, folder_.path() / "stranger");
    EXPECT_EQ(stranger.ask("/who", 4), "");
  }
}

TEST_F(HttpTls, ShowsARenewedCertificateToNewConnections) {
  serve(options());
  auto before = tls();
  EXPECT_EQ(before.serial(), 1);
  static_cast<void>(makeCertificate(folder_.path(), "server", 2));
  server_->renewTls();
  EXPECT_EQ(tls().serial(), 2);
  EXPECT_EQ(before.ask("/hello", 5), "hello");
}

TEST_F(HttpTls, KeepsTheOldCertificateWhenTheNewOneIsNone) {
  serve(options());
  core::writeFileAtomically(folder_.path() / "server.key", std::string_view("no key"));
  EXPECT_EQ(test::slugOf([&] { server_->renewTls(); }), kBadTls.slug);
  static_cast<void>(makeCertificate(folder_.path(), "other", 3));
  std::filesystem::copy_file(folder_.path() / "other.key", folder_.path() / "server.key",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(test::slugOf([&] { server_->renewTls(); }), kBadTls.slug);
  EXPECT_EQ(tls().serial(), 1);
}

TEST_F(HttpTls, AHandshakeThatNeverComesIsEndedInTime) {
  auto quick = options();
  quick.header_time = std::chrono::milliseconds(100);
  serve(quick);
  auto one = client();
  EXPECT_EQ(one.toEnd(), "");
}

TEST_F(HttpTls, AnUnreadableClientRootIsAnError) {
  auto wrong = options();
  wrong.tls.client_roots = folder_.path() / "absent.pem";
  EXPECT_EQ(test::slugOf([&] { serve(wrong); }), kBadTls.slug);
}

TEST_F(HttpTls, DrainEndsIdleLines) {
  serve(options());
  auto one = tls();
  EXPECT_EQ(one.ask("/hello", 5), "hello");
  server_->drain(std::chrono::seconds(60));
  EXPECT_EQ(one.ask("/hello", 5), "");
}

}  // namespace
}  // namespace sohoa::server
