"""Design -> RadioPlan: where access points hang, and on which channels they speak."""

from kawanet.wireless.plan import RadioPlan, RadioPoint, plan_radio

__all__ = ["RadioPlan", "RadioPoint", "plan_radio"]
