#pragma once

// Private to signing/: every OpenSSL object is held by one of these.

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/unique_handle.h"

namespace sohoa::signing {

inline void freeX509Stack(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }
// The certificates stay with their owners.
inline void freeX509StackOnly(STACK_OF(X509) * stack) { sk_X509_free(stack); }
inline void freeX509CrlStack(STACK_OF(X509_CRL) * stack) {
  sk_X509_CRL_pop_free(stack, X509_CRL_free);
}
inline void freeOpensslMemory(unsigned char* memory) { OPENSSL_free(memory); }

using AlgorPtr = core::UniqueHandle<X509_ALGOR, &X509_ALGOR_free>;
using Asn1IntegerPtr = core::UniqueHandle<ASN1_INTEGER, &ASN1_INTEGER_free>;
using Asn1ObjectPtr = core::UniqueHandle<ASN1_OBJECT, &ASN1_OBJECT_free>;
using Asn1OctetStringPtr = core::UniqueHandle<ASN1_OCTET_STRING, &ASN1_OCTET_STRING_free>;
using Asn1StringPtr = core::UniqueHandle<ASN1_STRING, &ASN1_STRING_free>;
using Asn1TimePtr = core::UniqueHandle<ASN1_TIME, &ASN1_TIME_free>;
using BasicOcspPtr = core::UniqueHandle<OCSP_BASICRESP, &OCSP_BASICRESP_free>;
using BignumPtr = core::UniqueHandle<BIGNUM, &BN_free>;
using BioPtr = core::UniqueHandle<BIO, &BIO_free_all>;
using CertIdPtr = core::UniqueHandle<OCSP_CERTID, &OCSP_CERTID_free>;
using CmsPtr = core::UniqueHandle<CMS_ContentInfo, &CMS_ContentInfo_free>;
using CrlPtr = core::UniqueHandle<X509_CRL, &X509_CRL_free>;
using CrlStackPtr = core::UniqueHandle<STACK_OF(X509_CRL), &freeX509CrlStack>;
using ExtensionPtr = core::UniqueHandle<X509_EXTENSION, &X509_EXTENSION_free>;
using MdCtxPtr = core::UniqueHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;
using OcspRequestPtr = core::UniqueHandle<OCSP_REQUEST, &OCSP_REQUEST_free>;
using OcspResponsePtr = core::UniqueHandle<OCSP_RESPONSE, &OCSP_RESPONSE_free>;
using OpensslMemory = core::UniqueHandle<unsigned char, &freeOpensslMemory>;
using Pkcs12Ptr = core::UniqueHandle<PKCS12, &PKCS12_free>;
using Pkcs7Ptr = core::UniqueHandle<PKCS7, &PKCS7_free>;
using PkeyCtxPtr = core::UniqueHandle<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;
using PkeyPtr = core::UniqueHandle<EVP_PKEY, &EVP_PKEY_free>;
using PssParamsPtr = core::UniqueHandle<RSA_PSS_PARAMS, &RSA_PSS_PARAMS_free>;
using RevokedPtr = core::UniqueHandle<X509_REVOKED, &X509_REVOKED_free>;
using StoreCtxPtr = core::UniqueHandle<X509_STORE_CTX, &X509_STORE_CTX_free>;
using StorePtr = core::UniqueHandle<X509_STORE, &X509_STORE_free>;
using TsImprintPtr = core::UniqueHandle<TS_MSG_IMPRINT, &TS_MSG_IMPRINT_free>;
using TsRequestPtr = core::UniqueHandle<TS_REQ, &TS_REQ_free>;
using TsResponderPtr = core::UniqueHandle<TS_RESP_CTX, &TS_RESP_CTX_free>;
using TsResponsePtr = core::UniqueHandle<TS_RESP, &TS_RESP_free>;
using TsTstInfoPtr = core::UniqueHandle<TS_TST_INFO, &TS_TST_INFO_free>;
using X509Ptr = core::UniqueHandle<X509, &X509_free>;
using X509StackPtr = core::UniqueHandle<STACK_OF(X509), &freeX509Stack>;
using X509ViewStackPtr = core::UniqueHandle<STACK_OF(X509), &freeX509StackOnly>;

}  // namespace sohoa::signing
