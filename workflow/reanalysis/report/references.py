"""The literature behind the methods; a reference is listed when the text that was generated names it."""

from __future__ import annotations

REFERENCES = {
    "clopper_pearson": "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 1934;26:404\u2013413.",
    "wilson": "Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927;22:209\u2013212.",
    "jeffreys": "Brown LD, Cai TT, DasGupta A. Interval estimation for a binomial proportion. Stat Sci 2001;16:101\u2013133.",
    "mid_p": "Lancaster HO. Significance tests in discrete distributions. J Am Stat Assoc 1961;56:223\u2013234.",
    "agresti_coull": "Agresti A, Coull BA. Approximate is better than \u201cexact\u201d for interval estimation of binomial proportions. Am Stat 1998;52:119\u2013126.",
    "blaker": "Blaker H. Confidence curves and improved exact confidence intervals for discrete distributions. Can J Stat 2000;28:783\u2013798.",
    "goodman": "Goodman LA. On simultaneous confidence intervals for multinomial proportions. Technometrics 1965;7:247\u2013254.",
    "newcombe": "Newcombe RG. Interval estimation for the difference between independent proportions: comparison of eleven methods. Stat Med 1998;17:873\u2013890.",
    "miettinen_nurminen": "Miettinen O, Nurminen M. Comparative analysis of two rates. Stat Med 1985;4:213\u2013226.",
    "agresti_caffo": "Agresti A, Caffo B. Simple and effective confidence intervals for proportions and differences of proportions result from adding two successes "
    "and two failures. Am Stat 2000;54:280\u2013288.",
    "koopman": "Koopman PAR. Confidence intervals for the ratio of two binomial proportions. Biometrics 1984;40:513\u2013517.",
    "conditional_exact": "Cornfield J. A statistical problem arising from retrospective studies. Proc Third Berkeley Symp Math Stat Probab 1956;4:135\u2013148.",
    "boschloo": "Boschloo RD. Raised conditional level of significance for the 2\u00d72-table when testing the equality of two probabilities. Stat Neerl 1970;24:1\u20139.",
    "fisher": "Fisher RA. The logic of inductive inference. J R Stat Soc 1935;98:39\u201382.",
    "fay": "Fay MP. Two-sided exact tests and matching confidence intervals for discrete data. R J 2010;2(1):53\u201358.",
    "kaplan_meier": "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457\u2013481.",
    "brookmeyer": "Brookmeyer R, Crowley J. A confidence interval for the median survival time. Biometrics 1982;38:29\u201341.",
    "loglog": "Kalbfleisch JD, Prentice RL. The Statistical Analysis of Failure Time Data. 2nd ed. Hoboken: Wiley; 2002.",
    "beta_product": "Fay MP, Brittain EH, Proschan MA. Pointwise confidence intervals for a survival distribution with small samples or heavy censoring. "
    "Biostatistics 2013;14:723\u2013736.",
    "follow_up": "Schemper M, Smith TL. A note on quantifying follow-up in studies of failure time. Control Clin Trials 1996;17:343\u2013346.",
    "poisson": "Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437\u2013442.",
}


class Citations:
    """Numbers references in the order in which they are cited."""

    def __init__(self) -> None:
        self.cited: list[str] = []

    def __call__(self, *names: str) -> list[int]:
        """Numbers of some references; unknown names have none."""
        for name in names:
            if name in REFERENCES and name not in self.cited:
                self.cited.append(name)
        return sorted(self.cited.index(name) + 1 for name in names if name in REFERENCES)

    def listed(self) -> list[str]:
        """The references that were cited, in order."""
        return [REFERENCES[name] for name in self.cited]
