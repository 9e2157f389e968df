import os, sys, tempfile, traceback, subprocess
from pathlib import Path
from tests.contract.promises import *
from tests.contract.offers import OFFERS
only=sys.argv[1:] 
bad=0
import time
for n,o in OFFERS.items():
    if only and not any(x in n for x in only): continue
    t=time.time(); o_=o; o=Trial(o)
    for p,f in OFFERED.items():
        try: f(o)
        except Exception as e:
            bad+=1
            print(n,'|',p,'|',type(e).__name__,str(e).strip().replace('\n',' ')[:400])
    with tempfile.TemporaryDirectory() as d:
        try: save(o,Path(d)/'x'); load(o_,Path(d)/'x')
        except Exception as e:
            bad+=1
            print(n,'|',SAVED,'|',type(e).__name__,str(e).strip().replace('\n',' ')[:400])
    print('  ',n,round(time.time()-t,1),flush=True)
print(bad)
