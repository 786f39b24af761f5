#include "textflag.h"

#define STUB(NAME) \
TEXT NAME(SB), NOSPLIT, $0-8; \
	RET

TEXT ·defined(SB), NOSPLIT, $0-40
	CALL ·called(SB) // not ·unmentioned(SB)
	RET

TEXT ·kind(SB), NOSPLIT, $0-16
	LEAQ ·address(SB), AX
	RET

#ifdef GOARCH_arm64
	CALL ·excluded(SB)
#else
STUB(·macro)
#endif
