"""The literature behind the methods, as data: the list of references and references.bib are written from it.

Authors stand as they are printed in a list of references, family name first. Entries are from bibliographic records and
memory.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A publication; a book has a publisher, an article a journal."""

    authors: str
    title: str
    year: int
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    edition: str = ""

    @property
    def text(self) -> str:
        """The reference as it stands in a list."""
        if not self.journal:
            return (
                f"{self.authors}. {self.title}. {self.edition + ' ed. ' if self.edition else ''}{self.publisher}; "
                f"{self.year}."
            )
        where = f"{self.volume}{f'({self.number})' if self.number else ''}:{self.pages}"
        return f"{self.authors}. {self.title}. {self.journal} {self.year};{where}."


def _article(authors: str, title: str, journal: str, year: int, where: str) -> Reference:
    """An article from `volume:pages` or `volume(number):pages`, pages with an en dash."""
    volume, _, pages = where.partition(":")
    volume, _, number = volume.removesuffix(")").partition("(")
    return Reference(
        authors=authors, title=title, journal=journal, year=year, volume=volume, number=number, pages=pages
    )


REFERENCES = {
    "clopper_pearson": _article(
        "Clopper CJ, Pearson ES",
        "The use of confidence or fiducial limits illustrated in the case of the binomial",
        "Biometrika",
        1934,
        "26:404\u2013413",
    ),
    "wilson": _article(
        "Wilson EB",
        "Probable inference, the law of succession, and statistical inference",
        "J Am Stat Assoc",
        1927,
        "22:209\u2013212",
    ),
    "jeffreys": _article(
        "Brown LD, Cai TT, DasGupta A",
        "Interval estimation for a binomial proportion",
        "Stat Sci",
        2001,
        "16:101\u2013133",
    ),
    "mid_p": _article(
        "Lancaster HO", "Significance tests in discrete distributions", "J Am Stat Assoc", 1961, "56:223\u2013234"
    ),
    "agresti_coull": _article(
        "Agresti A, Coull BA",
        "Approximate is better than \u201cexact\u201d for interval estimation of binomial proportions",
        "Am Stat",
        1998,
        "52:119\u2013126",
    ),
    "blaker": _article(
        "Blaker H",
        "Confidence curves and improved exact confidence intervals for discrete distributions",
        "Can J Stat",
        2000,
        "28:783\u2013798",
    ),
    "goodman": _article(
        "Goodman LA",
        "On simultaneous confidence intervals for multinomial proportions",
        "Technometrics",
        1965,
        "7:247\u2013254",
    ),
    "newcombe": _article(
        "Newcombe RG",
        "Interval estimation for the difference between independent proportions: comparison of eleven methods",
        "Stat Med",
        1998,
        "17:873\u2013890",
    ),
    "miettinen_nurminen": _article(
        "Miettinen O, Nurminen M", "Comparative analysis of two rates", "Stat Med", 1985, "4:213\u2013226"
    ),
    "agresti_caffo": _article(
        "Agresti A, Caffo B",
        "Simple and effective confidence intervals for proportions and differences of proportions result from "
        "adding two successes and two failures",
        "Am Stat",
        2000,
        "54:280\u2013288",
    ),
    "koopman": _article(
        "Koopman PAR",
        "Confidence intervals for the ratio of two binomial proportions",
        "Biometrics",
        1984,
        "40:513\u2013517",
    ),
    "conditional_exact": _article(
        "Cornfield J",
        "A statistical problem arising from retrospective studies",
        "Proc Third Berkeley Symp Math Stat Probab",
        1956,
        "4:135\u2013148",
    ),
    "boschloo": _article(
        "Boschloo RD",
        "Raised conditional level of significance for the 2\u00d72-table when testing the equality of two "
        "probabilities",
        "Stat Neerl",
        1970,
        "24:1\u20139",
    ),
    "fisher": _article("Fisher RA", "The logic of inductive inference", "J R Stat Soc", 1935, "98:39\u201382"),
    "fay": _article(
        "Fay MP",
        "Two-sided exact tests and matching confidence intervals for discrete data",
        "R J",
        2010,
        "2(1):53\u201358",
    ),
    "multiverse": _article(
        "Steegen S, Tuerlinckx F, Gelman A, Vanpaemel W",
        "Increasing transparency through a multiverse analysis",
        "Perspect Psychol Sci",
        2016,
        "11:702\u2013712",
    ),
    "beta_uniform": _article(
        "Agresti A, Min Y",
        "Frequentist performance of Bayesian confidence intervals for comparing proportions in 2\u00d72 "
        "contingency tables",
        "Biometrics",
        2005,
        "61:515\u2013523",
    ),
    "map": _article(
        "Schmidli H, Gsteiger S, Roychoudhury S, O\u2019Hagan A, Spiegelhalter D, Neuenschwander B",
        "Robust meta-analytic-predictive priors in clinical trials with historical control information",
        "Biometrics",
        2014,
        "70:1023\u20131032",
    ),
    "map_moment": _article(
        "Neuenschwander B, Capkun-Niggli G, Branson M, Spiegelhalter DJ",
        "Summarizing historical information on controls in clinical trials",
        "Clin Trials",
        2010,
        "7:5\u201318",
    ),
    "elir": _article(
        "Neuenschwander B, Weber S, Schmidli H, O\u2019Hagan A",
        "Predictively consistent prior effective sample sizes",
        "Biometrics",
        2020,
        "76:578\u2013587",
    ),
    "power_prior": _article(
        "Ibrahim JG, Chen MH", "Power prior distributions for regression models", "Stat Sci", 2000, "15:46\u201360"
    ),
    "koyama_chen": _article(
        "Koyama T, Chen H",
        "Proper inference from Simon\u2019s two-stage designs",
        "Stat Med",
        2008,
        "27:3145\u20133154",
    ),
    "two_stage_umvue": _article(
        "Jung SH, Kim KM",
        "On the estimation of the binomial probability in multistage clinical trials",
        "Stat Med",
        2004,
        "23:881\u2013896",
    ),
    "simon": _article(
        "Simon R", "Optimal two-stage designs for phase II clinical trials", "Control Clin Trials", 1989, "10:1\u201310"
    ),
    "cochran": _article(
        "Cochran WG",
        "Some methods for strengthening the common \u03c7\u00b2 tests",
        "Biometrics",
        1954,
        "10:417\u2013451",
    ),
    "armitage": _article(
        "Armitage P", "Tests for linear trends in proportions and frequencies", "Biometrics", 1955, "11:375\u2013386"
    ),
    "holm": _article(
        "Holm S", "A simple sequentially rejective multiple test procedure", "Scand J Stat", 1979, "6:65\u201370"
    ),
    "benjamini_hochberg": _article(
        "Benjamini Y, Hochberg Y",
        "Controlling the false discovery rate: a practical and powerful approach to multiple testing",
        "J R Stat Soc B",
        1995,
        "57:289\u2013300",
    ),
    "kaplan_meier": _article(
        "Kaplan EL, Meier P",
        "Nonparametric estimation from incomplete observations",
        "J Am Stat Assoc",
        1958,
        "53:457\u2013481",
    ),
    "brookmeyer": _article(
        "Brookmeyer R, Crowley J",
        "A confidence interval for the median survival time",
        "Biometrics",
        1982,
        "38:29\u201341",
    ),
    "loglog": Reference(
        authors="Kalbfleisch JD, Prentice RL",
        title="The Statistical Analysis of Failure Time Data",
        edition="2nd",
        publisher="Hoboken: Wiley",
        year=2002,
    ),
    "beta_product": _article(
        "Fay MP, Brittain EH, Proschan MA",
        "Pointwise confidence intervals for a survival distribution with small samples or heavy censoring",
        "Biostatistics",
        2013,
        "14:723\u2013736",
    ),
    "follow_up": _article(
        "Schemper M, Smith TL",
        "A note on quantifying follow-up in studies of failure time",
        "Control Clin Trials",
        1996,
        "17:343\u2013346",
    ),
    "poisson": _article(
        "Garwood F", "Fiducial limits for the Poisson distribution", "Biometrika", 1936, "28:437\u2013442"
    ),
    "restricted_mean": _article(
        "Royston P, Parmar MKB",
        "Restricted mean survival time: an alternative to the hazard ratio for the design and analysis of "
        "randomized trials with a time-to-event outcome",
        "BMC Med Res Methodol",
        2013,
        "13:152",
    ),
    "guyot": _article(
        "Guyot P, Ades AE, Ouwens MJNM, Welton NJ",
        "Enhanced secondary analysis of survival data: reconstructing the data from published Kaplan\u2013Meier "
        "survival curves",
        "BMC Med Res Methodol",
        2012,
        "12:9",
    ),
    "aalen_johansen": _article(
        "Aalen OO, Johansen S",
        "An empirical transition matrix for non-homogeneous Markov chains based on censored observations",
        "Scand J Stat",
        1978,
        "5:141\u2013150",
    ),
    "log_rank": _article(
        "Mantel N",
        "Evaluation of survival data and two new rank order statistics arising in its consideration",
        "Cancer Chemother Rep",
        1966,
        "50:163\u2013170",
    ),
    "efron": _article(
        "Efron B",
        "The efficiency of Cox\u2019s likelihood function for censored data",
        "J Am Stat Assoc",
        1977,
        "72:557\u2013565",
    ),
    "one_sample": _article(
        "Breslow NE",
        "Analysis of survival data under the proportional hazards model",
        "Int Stat Rev",
        1975,
        "43:45\u201357",
    ),
    "one_sample_oe2": _article("Wu J", "A new one-sample log-rank test", "J Biom Biostat", 2014, "5:210"),
    "akaike": _article(
        "Akaike H",
        "A new look at the statistical model identification",
        "IEEE Trans Automat Contr",
        1974,
        "19:716\u2013723",
    ),
}

SOFTWARE = {
    "numpy": _article(
        "Harris CR, Millman KJ, van der Walt SJ, et al",
        "Array programming with NumPy",
        "Nature",
        2020,
        "585:357\u2013362",
    ),
    "scipy": _article(
        "Virtanen P, Gommers R, Oliphant TE, et al",
        "SciPy 1.0: fundamental algorithms for scientific computing in Python",
        "Nat Methods",
        2020,
        "17:261\u2013272",
    ),
    "statsmodels": _article(
        "Seabold S, Perktold J",
        "statsmodels: econometric and statistical modeling with Python",
        "Proc 9th Python in Science Conf",
        2010,
        "9:92\u201396",
    ),
    "lifelines": _article(
        "Davidson-Pilon C", "lifelines: survival analysis in Python", "J Open Source Softw", 2019, "4(40):1317"
    ),
    "snakemake": _article(
        "M\u00f6lder F, Jablonski KP, Letcher B, et al",
        "Sustainable data analysis with Snakemake",
        "F1000Res",
        2021,
        "10:33",
    ),
    "matplotlib": _article(
        "Hunter JD", "Matplotlib: a 2D graphics environment", "Comput Sci Eng", 2007, "9(3):90\u201395"
    ),
}
REFERENCES |= {
    "random_intercept": _article(
        "Stijnen T, Hamza TH, \u00d6zdemir P",
        "Random effects meta-analysis of event outcome in the framework of the generalized linear mixed model with "
        "applications in sparse data",
        "Stat Med",
        2010,
        "29:3046\u20133067",
    ),
    "reml": _article(
        "Viechtbauer W",
        "Bias and efficiency of meta-analytic variance estimators in the random-effects model",
        "J Educ Behav Stat",
        2005,
        "30:261\u2013293",
    ),
    "knapp_hartung": _article(
        "Knapp G, Hartung J",
        "Improved tests for a random effects meta-regression with a single covariate",
        "Stat Med",
        2003,
        "22:2693\u20132710",
    ),
    "paule_mandel": _article(
        "Paule RC, Mandel J", "Consensus values and weighting factors", "J Res Natl Bur Stand", 1982, "87:377\u2013385"
    ),
    "dersimonian_laird": _article(
        "DerSimonian R, Laird N", "Meta-analysis in clinical trials", "Control Clin Trials", 1986, "7:177\u2013188"
    ),
    "arcsine": _article(
        "R\u00fccker G, Schwarzer G, Carpenter J, Olkin I",
        "Why add anything to nothing? The arcsine difference as a measure of treatment effect in meta-analysis with "
        "zero cells",
        "Stat Med",
        2009,
        "28:721\u2013738",
    ),
    "freeman_tukey": _article(
        "Freeman MF, Tukey JW",
        "Transformations related to the angular and the square root",
        "Ann Math Stat",
        1950,
        "21:607\u2013611",
    ),
    "schwarzer": _article(
        "Schwarzer G, Chemaitelly H, Abu-Raddad LJ, R\u00fccker G",
        "Seriously misleading results using inverse of Freeman\u2013Tukey double arcsine transformation in "
        "meta-analysis of single proportions",
        "Res Synth Methods",
        2019,
        "10:476\u2013483",
    ),
    "mantel_haenszel": _article(
        "Mantel N, Haenszel W",
        "Statistical aspects of the analysis of data from retrospective studies of disease",
        "J Natl Cancer Inst",
        1959,
        "22:719\u2013748",
    ),
    "peto": _article(
        "Yusuf S, Peto R, Lewis J, Collins R, Sleight P",
        "Beta blockade during and after myocardial infarction: an overview of the randomized trials",
        "Prog Cardiovasc Dis",
        1985,
        "27:335\u2013371",
    ),
    "prediction_interval": _article(
        "Higgins JPT, Thompson SG, Spiegelhalter DJ",
        "A re-evaluation of random-effects meta-analysis",
        "J R Stat Soc A",
        2009,
        "172:137\u2013159",
    ),
}
REFERENCES |= SOFTWARE


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
        return [REFERENCES[name].text for name in self.cited]
