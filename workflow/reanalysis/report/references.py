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
    "map": "Schmidli H, Gsteiger S, Roychoudhury S, O\u2019Hagan A, Spiegelhalter D, Neuenschwander B. Robust meta-analytic-predictive priors in clinical trials with "
    "historical control information. Biometrics 2014;70:1023\u20131032.",
    "elir": "Neuenschwander B, Weber S, Schmidli H, O\u2019Hagan A. Predictively consistent prior effective sample sizes. Biometrics 2020;76:578\u2013587.",
    "power_prior": "Ibrahim JG, Chen MH. Power prior distributions for regression models. Stat Sci 2000;15:46\u201360.",
    "koyama_chen": "Koyama T, Chen H. Proper inference from Simon\u2019s two-stage designs. Stat Med 2008;27:3145\u20133154.",
    "two_stage_umvue": "Jung SH, Kim KM. On the estimation of the binomial probability in multistage clinical trials. Stat Med 2004;23:881\u2013896.",
    "simon": "Simon R. Optimal two-stage designs for phase II clinical trials. Control Clin Trials 1989;10:1\u201310.",
    "cochran": "Cochran WG. Some methods for strengthening the common \u03c7\u00b2 tests. Biometrics 1954;10:417\u2013451.",
    "armitage": "Armitage P. Tests for linear trends in proportions and frequencies. Biometrics 1955;11:375\u2013386.",
    "holm": "Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979;6:65\u201370.",
    "benjamini_hochberg": "Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful approach to multiple testing. "
    "J R Stat Soc B 1995;57:289\u2013300.",
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
