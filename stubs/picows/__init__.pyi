from picows.picows import WSAutoPingStrategy as WSAutoPingStrategy
from picows.picows import WSListener as WSListener
from picows.picows import WSUpgradeRequest as WSUpgradeRequest
from picows.picows import WSUpgradeResponse as WSUpgradeResponse
from picows.picows import WSUpgradeResponseWithListener as WSUpgradeResponseWithListener
