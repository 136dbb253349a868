// SPDX-License-Identifier: Apache-2.0
//
// What needs no server; //ci:export_push_test has the rest, with a real one.
#include "dashboards/pushgateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Pushgateway, EncodesTheGroup) {
  EXPECT_EQ(GroupPath({{"job", "attnwatch"}, {"instance", "a b"}, {"grid", "cpu/x"}}),
            "/metrics/job/attnwatch/instance/a%20b/grid@base64/Y3B1L3g");
  EXPECT_EQ(GroupPath({{"device", ""}}), "/metrics/device@base64/=");
  EXPECT_EQ(GroupPath({{"device", "gpu<1>"}}), "/metrics/device/gpu%3C1%3E");
  EXPECT_EQ(GroupPath({{"device", "/"}}), "/metrics/device@base64/Lw");
  EXPECT_EQ(GroupPath({{"device", "a/\xc3\xbf\xc3\xbe"}}), "/metrics/device@base64/YS_Dv8O-");
}

TEST(Pushgateway, ChecksTheUrl) {
  for (const char* url : {"http://a:9091", "https://a.example/prometheus/", "http://[::1]:9091"}) {
    EXPECT_NO_THROW(CheckPushUrl(url)) << url;
  }
  for (const char* url : {"", "a:9091", "ftp://a", "http://", "file:///etc/passwd", "http://a\n",
                          "http://a/?b=c", "http://a/#b"}) {
    EXPECT_THROW(CheckPushUrl(url), Error) << url;
  }
}

TEST(Pushgateway, RefusesCredentialsInTheUrl) {
  try {
    CheckPushUrl("https://me:s3cret@a.example");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("--credentials"));
    EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
  }
}

}  // namespace
}  // namespace attnwatch
